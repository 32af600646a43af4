// The health check, and what Express must know behind a load balancer. Written by `ebdeploy scaffold`.
//
//     require("./ebdeploy-health.cjs")(app, { database: () => pool.query("SELECT 1") });
//
// goes before all other routes and middleware, so that neither a login nor a redirect comes first. The checks are
// functions that throw, or return a promise, by name: that without which there is no page. None is needed.
"use strict";

// sooner than the load balancer loses patience, which is after 5 seconds unless it is told otherwise
const LONGEST_MILLISECONDS = 3000;

module.exports = function health(app, checks = {}) {
  // Two proxies add to X-Forwarded-For: the load balancer, and the instance's own. With both of them trusted req.ip is
  // the client's address, and req.protocol and req.secure are what X-Forwarded-Proto says.
  app.set("trust proxy", 2);

  // both spellings answer: a load balancer follows no redirect from one to the other
  app.get(/^\/{{route}}\/?$/, async (request, response) => {
    const names = Object.keys(checks);
    const told = await Promise.all(names.map((name) => tell(checks[name])));
    const failed = names.filter((name, index) => told[index] !== null);
    // why it failed is for the log: anybody can ask for this page
    for (const name of failed) console.error(`health check ${name}: ${told[names.indexOf(name)]}`);
    response.set("Cache-Control", "no-store");
    response.status(failed.length === 0 ? 200 : 503);
    response.json(Object.fromEntries(names.map((name) => [name, failed.includes(name) ? "failed" : "ok"])));
  });
};

// Why a check failed; null if it did not.
async function tell(check) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, LONGEST_MILLISECONDS, `not done after ${LONGEST_MILLISECONDS} ms`);
  });
  try {
    return await Promise.race([Promise.resolve().then(check).then(() => null), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
