using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Passes progress of another server on under the token that the caller chose.</summary>
internal static class ProgressRelay
{
    public static Func<JsonElement, CancellationToken, ValueTask> To(McpServer server, ProgressToken token) => async (progress, cancellationToken) =>
    {
        if (Number(progress, "progress") is not { } done)
        {
            return;
        }

        var value = new ProgressNotificationValue
        {
            Progress = (float)done,
            Total = Number(progress, "total") is { } total ? (float)total : null,
            Message = progress.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : null,
        };
        await server.NotifyProgressAsync(token, value, new RequestOptions(), cancellationToken);
    };

    private static double? Number(JsonElement progress, string name) =>
        progress.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;
}
