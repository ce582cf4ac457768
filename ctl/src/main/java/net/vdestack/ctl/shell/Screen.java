package net.vdestack.ctl.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A terminal that shows one thing, again and again in the same place. */
public final class Screen {
    private static final String HOME = "\033[H";
    private static final String CLEAR = "\033[2J";
    private static final String CLEAR_REST_OF_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";
    /** What terminals have had since the VT100, where stty(1) does not know. */
    private static final int USUAL_HEIGHT = 24;

    private final Shell shell;
    private boolean cleared;

    public Screen(Shell shell) {
        this.shell = shell;
    }

    /** Shows these lines instead of those before; of what does not fit, the number. */
    public void show(List<String> lines) throws IOException {
        int most = height() - 1;
        StringBuilder frame = new StringBuilder(cleared ? HOME : CLEAR + HOME);
        cleared = true;
        boolean fits = lines.size() <= most;
        for (String line : fits ? lines : lines.subList(0, most - 1)) {
            frame.append(line).append(CLEAR_REST_OF_LINE).append('\n');
        }
        if (!fits) {
            frame.append("and ")
                    .append(lines.size() - most + 1)
                    .append(" more")
                    .append(CLEAR_REST_OF_LINE)
                    .append('\n');
        }
        shell.out().print(frame.append(CLEAR_BELOW));
        shell.flush();
    }

    /**
     * Asked each time, since windows change. Java cannot tell; stty(1) asks the terminal that is its standard input.
     */
    private static int height() throws IOException {
        Process stty = new ProcessBuilder("stty", "size")
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream size = stty.getInputStream()) {
            String[] rowsAndColumns = new String(size.readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ", -1);
            int rows = rowsAndColumns[0].matches("[0-9]{1,5}") ? Integer.parseInt(rowsAndColumns[0]) : 0;
            return rows > 3 ? rows : USUAL_HEIGHT;
        }
    }
}
