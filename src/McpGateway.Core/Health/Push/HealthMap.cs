using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace McpGateway.Core.Health.Push;

/// <summary>The wire form of health: <c>{path: {status, last_checked_iso, num_tools}}</c>.</summary>
internal static class HealthMap
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<ServerHealthState> states)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var state in states)
        {
            writer.WriteStartObject(state.Path);
            writer.WriteString("status", state.Status);
            writer.WriteString("last_checked_iso", IsoOf(state.LastChecked));
            writer.WriteNumber("num_tools", state.Tools);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static string? IsoOf(DateTimeOffset? moment) =>
        moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}
