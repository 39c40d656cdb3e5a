package io.millrace.partition.health.finding;

import io.millrace.api.health.Finding;
import io.millrace.api.health.Severity;
import io.millrace.partitioning.policy.PartitionSet;
import java.util.ArrayList;
import java.util.List;

/** Gathers the findings of one set. */
public final class Findings {
    private final PartitionSet set;
    private final List<Finding> all = new ArrayList<>();

    public Findings(PartitionSet set) {
        this.set = set;
    }

    public void info(String check, String subject, String evidence, String remedy) {
        add(Severity.INFO, check, subject, evidence, remedy);
    }

    public void warning(String check, String subject, String evidence, String remedy) {
        add(Severity.WARNING, check, subject, evidence, remedy);
    }

    public void error(String check, String subject, String evidence, String remedy) {
        add(Severity.ERROR, check, subject, evidence, remedy);
    }

    private void add(Severity severity, String check, String subject, String evidence, String remedy) {
        all.add(new Finding(set.name(), severity, check, subject, evidence, remedy));
    }

    /** @return the name of the set */
    public String set() {
        return set.name();
    }

    /** The command that makes what is missing, drops what is overdue and so on. */
    public String maintenance() {
        return Remedy.MAINTAIN.of(set.name());
    }

    public List<Finding> all() {
        return List.copyOf(all);
    }
}
