using System.Text.Json;

namespace McpGateway.Core.Invocation;

/// <summary>How far a running tool is.</summary>
public readonly record struct ToolProgress(double Done, double? Total, string? Message)
{
    /// <param name="notification">The <c>params</c> of a progress notification. Foreign: members of other types are left out.</param>
    internal static ToolProgress Of(JsonElement notification) => new(
        Number(notification, "progress") ?? 0,
        Number(notification, "total"),
        notification.ValueKind == JsonValueKind.Object
            && notification.TryGetProperty("message", out var message)
            && message.ValueKind == JsonValueKind.String
            ? message.GetString()
            : null);

    private static double? Number(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetDouble(out var read) && double.IsFinite(read)
            ? read
            : null;
}
