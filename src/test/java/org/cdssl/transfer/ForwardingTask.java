package org.cdssl.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;
import org.cdssl.collection.Part;
import org.cdssl.engine.Weights;

/// Does what another task does, but for what a test overrides.
class ForwardingTask implements Task {
  private final Task task;

  ForwardingTask(Task task) {
    this.task = task;
  }

  @Override
  public String describe() {
    return task.describe();
  }

  @Override
  public Weights weights() {
    return task.weights();
  }

  @Override
  public int stepsPerPass() {
    return task.stepsPerPass();
  }

  @Override
  public int size(Part part) {
    return task.size(part);
  }

  @Override
  public TaskBatch batch(long step) {
    return task.batch(step);
  }

  @Override
  public Tensor loss(TaskBatch batch) {
    return task.loss(batch);
  }

  @Override
  public PartResult evaluate(Part part, BooleanSupplier stop) throws IOException {
    return task.evaluate(part, stop);
  }

  @Override
  public String dataSha256() {
    return task.dataSha256();
  }

  @Override
  public Map<String, Object> dataDescription() {
    return task.dataDescription();
  }

  @Override
  public int leftOut() {
    return task.leftOut();
  }

  @Override
  public void export(Path folder, String provenance) throws IOException {
    task.export(folder, provenance);
  }
}
