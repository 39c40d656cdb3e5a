package io.millrace.embedded.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A JVM with a child, to be killed by {@link ChildIT}. */
final class ParentMain {

    private ParentMain() {}

    public static void main(String[] arguments) throws Exception {
        Path pid = Path.of(arguments[0]);
        Child child = Child.start(
                new Child.Spec("child", List.of("sleep", "600"), Map.of(), pid.resolveSibling("sleep.log"), "TERM"));
        Path written = Files.writeString(pid.resolveSibling("pid.new"), Long.toString(child.pid()));
        Files.move(written, pid, StandardCopyOption.ATOMIC_MOVE);
        child.awaitExit(Duration.ofMinutes(10));
    }
}
