"use strict";
// An application with the scaffolded health check, and pages that say what Express takes a request for.
const express = require("express");

const app = express();
const checks = {
  fine: () => {},
  ...(process.env.BROKEN && { broken: () => { throw new Error("the password is hunter2"); } }),
  ...(process.env.SILENT && { silent: () => new Promise(() => {}) }),
};
require(process.env.HEALTH)(app, checks);
app.use((request, response) => response.json({ protocol: request.protocol, secure: request.secure, ip: request.ip }));
app.listen(process.env.PORT, "127.0.0.1");
