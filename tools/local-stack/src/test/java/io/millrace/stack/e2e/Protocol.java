package io.millrace.stack.e2e;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** As much of a wire protocol as it takes to strike at a certain message. One for each connection, read by two threads. */
abstract sealed class Protocol {
    /**
     * A message.
     *
     * @param bytes as they are on the wire
     * @param says for Kafka {@code <api key> <client id>}, for PostgreSQL {@code <application name> <what is executed>}, else
     *     empty
     * @param number what the answer has to have in common with the request
     */
    record Message(byte[] bytes, String says, int number) {}

    /** The next message of the client. */
    abstract Message asked(DataInputStream in) throws IOException;

    /** The next message of the server. */
    abstract Message answered(DataInputStream in) throws IOException;

    /** Whether the one answers the other. */
    abstract boolean answers(Message answer, Message asked);

    static DataInputStream in(InputStream in) {
        return new DataInputStream(new java.io.BufferedInputStream(in, 1 << 16));
    }

    private static byte[] read(DataInputStream in, int head, int size) throws IOException {
        if (size < 0 || size > 64 << 20) {
            throw new IOException("a message of " + size + " bytes");
        }
        byte[] message = new byte[head + size];
        in.readFully(message, head, size);
        return message;
    }

    /** Every message begins with its length. */
    static final class Kafka extends Protocol {
        static final String PRODUCE = "0";
        static final String OFFSET_COMMIT = "8";

        @Override
        Message asked(DataInputStream in) throws IOException {
            byte[] bytes = next(in);
            ByteBuffer at = ByteBuffer.wrap(bytes, 4, bytes.length - 4);
            int key = at.getShort();
            at.getShort(); // version
            int number = at.getInt();
            byte[] client = new byte[Math.max(0, at.getShort())];
            at.get(client);
            return new Message(bytes, key + " " + new String(client, StandardCharsets.UTF_8), number);
        }

        @Override
        Message answered(DataInputStream in) throws IOException {
            byte[] bytes = next(in);
            return new Message(bytes, "", ByteBuffer.wrap(bytes).getInt(4));
        }

        @Override
        boolean answers(Message answer, Message asked) {
            return answer.number() == asked.number();
        }

        private static byte[] next(DataInputStream in) throws IOException {
            int size = in.readInt();
            byte[] bytes = read(in, 4, size);
            ByteBuffer.wrap(bytes).putInt(size);
            return bytes;
        }
    }

    /** Every message begins with its kind and its length, except those before the session begins. */
    static final class Postgres extends Protocol {
        private static final int SSL = 80_877_103;
        private static final int SESSION = 3 << 16;
        private static final String NAMES = "SET application_name = '";

        private final Map<String, String> statements = new HashMap<>();
        private final Map<String, String> portals = new HashMap<>();
        private String application = "";
        private boolean session;
        private volatile boolean oneByte;

        @Override
        Message asked(DataInputStream in) throws IOException {
            if (session) {
                Message message = typed(kind(in), in);
                return new Message(message.bytes(), understood(message.bytes()), 0);
            }
            int size = in.readInt();
            byte[] bytes = read(in, 4, size - 4);
            ByteBuffer at = ByteBuffer.wrap(bytes).putInt(size);
            int code = at.getInt();
            oneByte = code == SSL;
            session = code >= SESSION && code < SESSION + 1000;
            if (session) {
                String[] parameters = new String(bytes, 8, bytes.length - 8, StandardCharsets.UTF_8).split("\0");
                for (int i = 0; i + 1 < parameters.length; i += 2) {
                    application = parameters[i].equals("application_name") ? parameters[i + 1] : application;
                }
            }
            return new Message(bytes, "", 0);
        }

        @Override
        Message answered(DataInputStream in) throws IOException {
            int kind = kind(in);
            if (oneByte) {
                oneByte = false;
                return new Message(new byte[] {(byte) kind}, "", 0);
            }
            return typed(kind, in);
        }

        /** Only COMMIT is asked for. */
        @Override
        boolean answers(Message answer, Message asked) {
            return answer.bytes()[0] == 'C'
                    && new String(answer.bytes(), 5, answer.bytes().length - 5, StandardCharsets.UTF_8)
                            .startsWith("COMMIT");
        }

        private static int kind(DataInputStream in) throws IOException {
            int kind = in.read();
            if (kind < 0) {
                throw new EOFException();
            }
            return kind;
        }

        private static Message typed(int kind, DataInputStream in) throws IOException {
            int size = in.readInt();
            byte[] bytes = read(in, 5, size - 4);
            ByteBuffer.wrap(bytes).put((byte) kind).putInt(size);
            return new Message(bytes, "", 0);
        }

        private String understood(byte[] message) {
            return switch (message[0]) {
                case 'Q' -> {
                    named(texts(message)[0]);
                    yield application + " " + texts(message)[0];
                }
                case 'P' -> {
                    named(texts(message)[1]);
                    statements.put(texts(message)[0], texts(message)[1]);
                    yield "";
                }
                case 'B' -> {
                    portals.put(texts(message)[0], statements.getOrDefault(texts(message)[1], ""));
                    yield "";
                }
                case 'E' -> application + " " + portals.getOrDefault(texts(message)[0], "");
                default -> "";
            };
        }

        /** JDBC's driver tells its name when the session has begun. */
        private void named(String sql) {
            int at = sql.indexOf(NAMES);
            if (at >= 0) {
                application = sql.substring(at + NAMES.length(), sql.indexOf('\'', at + NAMES.length()));
            }
        }

        /** The first two texts of a message. */
        private static String[] texts(byte[] message) {
            String[] texts = {"", ""};
            int from = 5;
            for (int i = 0; i < 2 && from < message.length; i++) {
                int to = from;
                while (to < message.length && message[to] != 0) {
                    to++;
                }
                texts[i] = new String(message, from, to - from, StandardCharsets.UTF_8);
                from = to + 1;
            }
            return texts;
        }
    }
}
