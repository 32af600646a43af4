// The health check, and what Tomcat must know behind a load balancer. Written by `ebdeploy scaffold`.
package elasticbeanstalk;

import java.io.IOException;
import java.sql.Connection;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.sql.DataSource;
import {{servlet}}.servlet.DispatcherType;
import {{servlet}}.servlet.Filter;
import {{servlet}}.servlet.FilterRegistration;
import {{servlet}}.servlet.HttpMethodConstraintElement;
import {{servlet}}.servlet.ServletContext;
import {{servlet}}.servlet.ServletContextEvent;
import {{servlet}}.servlet.ServletContextListener;
import {{servlet}}.servlet.ServletRegistration;
import {{servlet}}.servlet.ServletSecurityElement;
import {{servlet}}.servlet.annotation.WebListener;
import {{servlet}}.servlet.http.HttpServlet;
import {{servlet}}.servlet.http.HttpServletRequest;
import {{servlet}}.servlet.http.HttpServletResponse;

/**
 * Tomcat finds this class by its annotation, and runs it before the application's filters and servlets.
 *
 * <p>What must work for pages to be served the application says when it starts, where there is such a thing:
 *
 * <pre>
 * ElasticBeanstalk.checkDataSource("jdbc/shop");
 * ElasticBeanstalk.check("search", () -> search.ping());
 * </pre>
 */
@WebListener
public final class ElasticBeanstalk implements ServletContextListener {
    /** Both spellings answer: a load balancer follows no redirect from one to the other. */
    private static final String[] PATHS = {"{{path}}", "{{path}}/"};

    /** Sooner than the load balancer loses patience, which is after 5 seconds unless it is told otherwise. */
    private static final long LONGEST_SECONDS = 3;

    private static final Logger LOG = Logger.getLogger(ElasticBeanstalk.class.getName());
    private static final Map<String, Callable<?>> CHECKS = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "ebdeploy-health");
        thread.setDaemon(true);
        return thread;
    });

    /** Has the health check fail when this throws, or is not done in time. */
    public static void check(String name, Callable<?> check) {
        if (!name.matches("[\\w./-]+")) {
            throw new IllegalArgumentException("a check's name has letters, digits, and . / - _ alone");
        }
        CHECKS.put(name, check);
    }

    /** The same for a data source that gives no connection which works; its JNDI name is such as jdbc/shop. */
    public static void checkDataSource(String name) {
        check(name, () -> {
            DataSource source = (DataSource) new InitialContext().lookup("java:comp/env/" + name);
            try (Connection connection = source.getConnection()) {
                if (!connection.isValid((int) LONGEST_SECONDS)) {
                    throw new IllegalStateException("the connection is not valid");
                }
            }
            return null;
        });
    }

    @Override
    public void contextInitialized(ServletContextEvent started) {
        ServletContext context = started.getServletContext();
        Health health = new Health(threads);

        // The application's own login, if it is Tomcat's: the path is left out of it.
        ServletRegistration.Dynamic servlet = context.addServlet("ebdeploy-health", health);
        servlet.addMapping(PATHS);
        servlet.setServletSecurity(new ServletSecurityElement(
                Arrays.asList(new HttpMethodConstraintElement("GET"), new HttpMethodConstraintElement("HEAD"))));

        // The application's own filters, a login among them: the health check comes before all of them.
        Filter first = (request, response, chain) -> health.service(request, response);
        mapped(context.addFilter("ebdeploy-health", first), PATHS);

        // Two proxies add to X-Forwarded-For: the load balancer, and the instance's own. Tomcat's filter believes those
        // with private addresses, which makes getRemoteAddr the client's, and getScheme and isSecure what
        // X-Forwarded-Proto says.
        FilterRegistration.Dynamic forwarded =
                context.addFilter("ebdeploy-forwarded", "org.apache.catalina.filters.RemoteIpFilter");
        forwarded.setInitParameter("protocolHeader", "X-Forwarded-Proto");
        mapped(forwarded, "/*");
    }

    /** Before what the application itself declares. */
    private static void mapped(FilterRegistration.Dynamic filter, String... paths) {
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, paths);
    }

    @Override
    public void contextDestroyed(ServletContextEvent ended) {
        threads.shutdownNow();
        CHECKS.clear();
    }

    /** 200, or 503 when a check fails; with the names of the checks, and not what they say. */
    private static final class Health extends HttpServlet {
        private static final long serialVersionUID = 1;
        private final transient ExecutorService threads;
        private final transient Map<String, Future<?>> begun = new HashMap<>();

        Health(ExecutorService threads) {
            this.threads = threads;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
            Map<String, Future<?>> asked = new TreeMap<>();
            CHECKS.forEach((name, check) -> asked.put(name, ask(name, check)));
            StringJoiner told = new StringJoiner(",", "{", "}\n");
            boolean well = true;
            for (Map.Entry<String, Future<?>> check : asked.entrySet()) {
                boolean passed = passes(check.getKey(), check.getValue(), deadline - System.nanoTime());
                well &= passed;
                told.add("\"" + check.getKey() + "\":\"" + (passed ? "ok" : "failed") + "\"");
            }
            response.setStatus(well ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader("Cache-Control", "no-store");
            response.setContentType("application/json");
            response.getWriter().write(told.toString());
        }

        /** One that has not ended since the last time is waited for, rather than begun once more. */
        private synchronized Future<?> ask(String name, Callable<?> check) {
            Future<?> last = begun.get(name);
            if (last == null || last.isDone()) {
                last = threads.submit(check);
                begun.put(name, last);
            }
            return last;
        }

        private static boolean passes(String name, Future<?> check, long nanoseconds) {
            try {
                check.get(Math.max(nanoseconds, 0), TimeUnit.NANOSECONDS);
                return true;
            } catch (ExecutionException failure) {
                // Why it failed is for the log: anybody can ask for this page.
                LOG.log(Level.WARNING, "health check " + name + ": " + failure.getCause());
            } catch (TimeoutException late) {
                LOG.log(Level.WARNING, "health check " + name + ": not done after " + LONGEST_SECONDS + " s");
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
            return false;
        }
    }
}
