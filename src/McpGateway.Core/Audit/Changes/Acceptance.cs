using System.Text.Json;

namespace McpGateway.Core.Audit.Changes;

/// <summary>Whether somebody answered for a finding of a scan, or took that back: no scan changes how many are answered for.</summary>
internal static class Acceptance
{
    public static string? Between(JsonElement before, JsonElement after) => (Count(after) - Count(before)) switch
    {
        > 0 => "accept",
        < 0 => "withdraw",
        _ => null,
    };

    private static int Count(JsonElement scan) =>
        scan.TryGetProperty("findings", out var findings) && findings.ValueKind == JsonValueKind.Array
            ? findings.EnumerateArray().Count(static finding =>
                finding.TryGetProperty("accepted", out var accepted) && accepted.ValueKind == JsonValueKind.Object)
            : 0;
}
