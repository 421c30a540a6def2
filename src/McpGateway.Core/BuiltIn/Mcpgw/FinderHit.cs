using System.Text.Json;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>A tool that the finder offers; the caller may call it.</summary>
internal sealed record FinderHit
{
    public required string ServicePath { get; init; }

    /// <summary>Path at the gateway where clients reach the server.</summary>
    public required string Endpoint { get; init; }

    public required string ServiceName { get; init; }

    public required string ToolName { get; init; }

    public required string Description { get; init; }

    public required JsonElement? Schema { get; init; }

    public required IReadOnlyList<string> Transports { get; init; }

    public string? AuthProvider { get; init; }

    /// <summary>Status of the server's last check.</summary>
    public required string Health { get; init; }

    /// <summary>0 to 1; null when nothing was compared, because only tags were asked for.</summary>
    public double? Score { get; init; }
}
