using System.Text.Json.Serialization;

namespace McpGateway.Core.Federation;

/// <summary>Sources that are configured together (kind <c>federation_configs</c>, sealed, key = the configuration's id).</summary>
public sealed record FederationConfigRecord
{
    /// <summary>The configuration that is used where none is named.</summary>
    public const string Default = "default";

    public IReadOnlyList<SourceRecord> Sources { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether it is what the settings name, and nobody stored it.</summary>
    [JsonIgnore]
    public bool IsOfSettings => UpdatedAt == DateTimeOffset.UnixEpoch;

    public SourceRecord? Find(string id) => Sources.FirstOrDefault(source => source.Id == id);

    /// <summary>With a source put in the place of the one with its id, or at the end.</summary>
    public FederationConfigRecord With(SourceRecord source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return this with
        {
            Sources = Find(source.Id) is null
                ? [.. Sources, source]
                : [.. Sources.Select(known => known.Id == source.Id ? source : known)],
        };
    }

    /// <summary>How items name their source: its id, with the configuration's before it when that is not the default.</summary>
    public static string KeyOf(string configId, string sourceId) => configId == Default ? sourceId : $"{configId}.{sourceId}";

    /// <summary>The ids only.</summary>
    public override string ToString() => string.Join(", ", Sources);
}
