// Knows of each kernel's worker whether Python has started in it and whether it still lives: a stuck worker cannot say.

/** @typedef {{ kernel: string, born: number, ready: boolean, failed: string, fatal: string, missed: boolean }} Health */

/** @type {Set<Health>} */
export const health = new Set();

const FATAL = /Pyodide has suffered a fatal error|Pyodide has exited/;
const MISSED = /Failed to (load|fetch)|Loading .* failed|integrity|didn't match/i;

/** Watch every worker that is made from now on. */
export function watchWorkers() {
  window.Worker = class extends window.Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options);
      /** @type {Health} */
      this.health = { kernel: "", born: Date.now(), ready: false, failed: "", fatal: "", missed: false };
      this.asked = "";
      this.addEventListener("error", (event) => {
        if (!this.health.ready) this.health.failed ||= event.message || "its program could not be loaded";
      });
      this.addEventListener("message", ({ data }) => this.#hear(data));
    }

    /** @param {any} message @param {any} [transfer] */
    postMessage(message, transfer) {
      if (message?.type === "APPLY" && message.path?.at(-1) === "initialize") {
        this.asked = message.id;
        this.health.kernel = message.argumentList?.[0]?.value?.kernelId ?? "";
        health.add(this.health);
      }
      super.postMessage(message, transfer);
    }

    terminate() {
      health.delete(this.health);
      super.terminate();
    }

    /** @param {any} data */
    #hear(data) {
      if (data?._logMessage?.level === "critical") {
        const said = String(data._logMessage.data);
        if (FATAL.test(said)) this.health.fatal ||= said;
        else if (MISSED.test(said)) this.health.missed = true;
      } else if (this.asked && data?.id === this.asked) {
        if (data.type === "HANDLER") this.health.failed ||= data.value?.value?.message ?? "it gave no reason";
        else this.health.ready = true;
        this.asked = "";
      }
    }
  };
}
