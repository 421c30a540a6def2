// What the A2A agents under test do, whatever version of the SDK they are written with: a message "stream" takes three steps and is done,
// any other waits until it is canceled. Each step waits for a GET of /go, so that a test can prove that what came before has arrived.
import express from 'express';

/**
 * Listens on a free port of loopback, says so, and answers by JSON-RPC and by HTTP+JSON.
 * @param sdk what the version exports: AGENT_CARD_PATH, DefaultRequestHandler, InMemoryTaskStore, UserBuilder and the handlers for express
 * @param cardOf the card for an address
 * @param words the version's events: `textOf` a message, `begun`, `step` and `ended` of a task
 */
export function serve({ sdk, cardOf, words }) {
  const waiting = [];
  const granted = () => new Promise(resolve => waiting.push(resolve));
  const cancels = new Map();

  const executor = {
    async execute({ userMessage, taskId, contextId }, bus) {
      const task = { taskId, contextId };
      bus.publish(words.begun(task, userMessage));
      if (words.textOf(userMessage) !== 'stream') {
        await new Promise(resolve => cancels.set(taskId, resolve));
        bus.publish(words.ended(task, 'canceled'));
        bus.finished();
        return;
      }

      for (let step = 1; step <= 3; step++) {
        await granted();
        bus.publish(words.step({ ...task, append: step > 1, lastChunk: step === 3 }, JSON.stringify({ step, made: Date.now() })));
      }

      await granted();
      bus.publish(words.ended(task, 'completed'));
      bus.finished();
    },

    cancelTask: async taskId => cancels.get(taskId)?.(),
  };

  const app = express();
  const server = app.listen(0, '127.0.0.1', () => {
    const address = `http://127.0.0.1:${server.address().port}`;
    const requestHandler = new sdk.DefaultRequestHandler(cardOf(address), new sdk.InMemoryTaskStore(), executor);
    app.get('/go', (_, response) => {
      waiting.shift()?.();
      response.end();
    });
    app.use(`/${sdk.AGENT_CARD_PATH}`, sdk.agentCardHandler({ agentCardProvider: requestHandler }));
    app.use('/rpc', sdk.jsonRpcHandler({ requestHandler, userBuilder: sdk.UserBuilder.noAuthentication }));
    app.use('/rest', sdk.restHandler({ requestHandler, userBuilder: sdk.UserBuilder.noAuthentication }));
    console.log(`listening ${address}`);
  });
}
