using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Core.Invocation;

/// <summary>
/// Calls a tool for a person who looks at a page, through the data plane: what a client of that person would be refused is refused here
/// too, and the call is recorded like any other.
/// </summary>
public sealed class RunTool(ToolInvoker invoker, TimeProvider time)
{
    /// <param name="call">Its arguments must be a JSON object; its progress is taken by <paramref name="progress"/>.</param>
    /// <param name="progress">Told of progress notifications, on any thread.</param>
    public async Task<Result<ToolRun>> ExecuteAsync(ToolCall call, IProgress<ToolProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(progress);
        if (call.Arguments is not { ValueKind: JsonValueKind.Object })
        {
            return new Error(ErrorKind.Invalid, "The arguments must be a JSON object");
        }

        var started = time.GetTimestamp();
        call = call with
        {
            Progress = (notification, _) =>
            {
                progress.Report(ToolProgress.Of(notification));
                return ValueTask.CompletedTask;
            },
        };
        var outcome = await invoker.InvokeAsync(call, cancellationToken);
        return outcome.Result is { } result ? ToolRun.Of(result, time.GetElapsedTime(started)) : Explain(outcome);
    }

    private static Error Explain(ToolCallOutcome outcome) => outcome switch
    {
        { IsDenied: true } => new(ErrorKind.Forbidden, "You may not call this tool: no rule of your groups allows it"),
        { Status: StatusCodes.Status503ServiceUnavailable } => new(
            ErrorKind.Unavailable, $"The server is switched off or not healthy at the moment. {outcome.Problem}".TrimEnd()),
        _ => new(ErrorKind.Failed, outcome.Problem ?? $"The gateway answered with status {outcome.Status}"),
    };
}
