using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Passes progress of another server on under the token that the caller chose.</summary>
internal static class ProgressRelay
{
    public static Func<JsonElement, CancellationToken, ValueTask> To(McpServer server, ProgressToken token) =>
        async (progress, cancellationToken) =>
    {
        if (Number(progress, "progress") is not { } done)
        {
            return;
        }

        var value = new ProgressNotificationValue
        {
            Progress = done,
            Total = Number(progress, "total"),
            Message = progress.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                ? message.GetString()
                : null,
        };
        await server.NotifyProgressAsync(token, value, new RequestOptions(), cancellationToken);
    };

    /// <summary>Null also for a number that is beyond the protocol's type: JSON has no infinity to pass on.</summary>
    internal static float? Number(JsonElement progress, string name) =>
        progress.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number)
            && float.IsFinite(number)
            ? number
            : null;
}
