package shop;

import elasticbeanstalk.ElasticBeanstalk;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Says what it is asked, and what by. */
@WebServlet(urlPatterns = "/", asyncSupported = true)
public final class Shop extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        String told = "{\"scheme\":\"%s\",\"secure\":%s,\"client\":\"%s\",\"async\":%s,\"url\":\"%s\"}";
        response.getWriter().printf(told, request.getScheme(), request.isSecure(), request.getRemoteAddr(),
                request.isAsyncSupported(), request.getRequestURL());
    }

    /** A login of the application's own, before everything that it declares. */
    @WebFilter(urlPatterns = "/*", asyncSupported = true)
    public static final class Login implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (System.getenv("LOGIN") == null) {
                chain.doFilter(request, response);
            } else {
                ((HttpServletResponse) response).sendError(403);
            }
        }
    }

    /** What pages need. */
    @WebListener
    public static final class Needs implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent started) {
            ElasticBeanstalk.check("fine", () -> true);
            if (System.getenv("BROKEN") != null) {
                ElasticBeanstalk.check("broken", () -> {
                    throw new IllegalStateException("the password is hunter2");
                });
            }
            if (System.getenv("SILENT") != null) {
                ElasticBeanstalk.check("silent", () -> {
                    System.out.println("a silent check has begun");
                    Thread.sleep(600_000);
                    return null;
                });
            }
            if (System.getenv("DATABASE") != null) {
                ElasticBeanstalk.checkDataSource("jdbc/shop");
            }
        }
    }

    /** Makes the data source of META-INF/context.xml: connections that are as valid as DATABASE says. */
    public static final class Database implements javax.naming.spi.ObjectFactory {
        @Override
        public Object getObjectInstance(Object reference, javax.naming.Name name, javax.naming.Context context,
                java.util.Hashtable<?, ?> environment) {
            Object connection = Proxy.newProxyInstance(Shop.class.getClassLoader(), new Class<?>[] {Connection.class},
                    (self, method, arguments) ->
                            method.getName().equals("isValid") ? "up".equals(System.getenv("DATABASE")) : null);
            return Proxy.newProxyInstance(Shop.class.getClassLoader(), new Class<?>[] {DataSource.class},
                    (self, method, arguments) -> connection);
        }
    }
}
