using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace McpGateway.Core.Scanning.Analysis;

/// <summary>Something that an analyser found.</summary>
public sealed record Finding
{
    /// <summary>The analyser.</summary>
    public required string Analyser { get; init; }

    /// <summary>Id of the rule, the same for as long as the rule means the same.</summary>
    public required string Rule { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>What is wrong, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What to do about it, in a sentence.</summary>
    public required string Remedy { get; init; }

    /// <summary>As <see cref="ScanText.Item"/>.</summary>
    public string? Item { get; init; }

    /// <summary>Where in it: <c>description</c>, <c>inputSchema.properties.city.description</c>.</summary>
    public required string Field { get; init; }

    /// <summary>The first character, counted from 0 in UTF-16 units; null when the text was changed before it was judged.</summary>
    public int? Offset { get; init; }

    /// <summary>What was found with some text around it, every deceptive character made visible.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>
    /// Identity across scans: rule, place and evidence. What is accepted is accepted for this alone, so that a text that changes is judged
    /// anew.
    /// </summary>
    [JsonIgnore]
    public string Id => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', Analyser, Rule, Item, Field, Evidence))).AsSpan(0, 10));
}
