// Writes the lines of standard input, a record each, with a key, a header and gzip: node produce.js BROKER TOPIC
const { CompressionTypes, Kafka, logLevel } = require('kafkajs');
const [broker, topic] = process.argv.slice(2);
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n');
const producer = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR }).producer();

(async () => {
  await producer.connect();
  for (let i = 0; i < lines.length; i += 100) {
    const messages = lines.slice(i, i + 100).map((value, n) => ({ key: `k${i + n}`, value, headers: { by: 'kafkajs' } }));
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages });
  }
  await producer.disconnect();
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
