package net.vdestack.itests.platform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Runs the tasks that come from the test, one after the other. A bundle that imports nothing of ours. */
public final class Agent implements BundleActivator {
    /** The framework property that says where the test listens. */
    static final String PORT = "vdestack.itests.port";
    /** The bundle with the tests' own classes. */
    static final String PROBE = "net.vdestack.itests.probe";

    private BundleContext context;
    private Socket line;

    @Override
    public void start(BundleContext context) throws IOException {
        this.context = context;
        line = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(context.getProperty(PORT)));
        Thread thread = new Thread(this::serve, "itests-agent");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        line.close();
    }

    private void serve() {
        try {
            DataInputStream in = new DataInputStream(line.getInputStream());
            DataOutputStream out = new DataOutputStream(line.getOutputStream());
            for (; ; ) {
                byte[] outcome = run(in.readNBytes(in.readInt()));
                out.writeInt(outcome.length);
                out.write(outcome);
            }
        } catch (IOException e) {
            // the end of the line is the end of the test
        }
    }

    private byte[] run(byte[] task) {
        try {
            return serialized(Outcome.of(((Task<?>) task(task)).call(new Inside(probe().getBundleContext()))));
        } catch (Throwable e) {
            return failure(e);
        }
    }

    private static byte[] failure(Throwable e) {
        try {
            return serialized(Outcome.failed(e));
        } catch (IOException unfit) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            try {
                return serialized(Outcome.failed(new AssertionError("inside: " + text)));
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    private static byte[] serialized(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private Object task(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ProbeInput(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    /** Looked for each time: a refresh gives it another class loader. */
    private Bundle probe() {
        return Inside.bundle(context, PROBE);
    }

    /** Our own classes are the agent's, so that they run on while the probe is refreshed; all others the probe's. */
    private final class ProbeInput extends ObjectInputStream {
        ProbeInput(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, Agent.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                return probe().loadClass(type.getName());
            }
        }
    }
}
