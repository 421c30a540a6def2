namespace McpGateway.Foundation.Records;

/// <summary>
/// Names a batch, so that it can be brought again when its commit was not confirmed: it is stored and counted once. A writer's numbers
/// rise, and it brings a batch, unchanged and under the same number, until it is confirmed, before it brings the next.
/// </summary>
/// <param name="Writer">One run of one writer: no other has this name, the same program after a restart included.</param>
/// <param name="Number">1 and more.</param>
public sealed record LogBatchId(string Writer, long Number);
