using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Registry.Servers;

/// <summary>A prompt, a resource, a resource template or the instructions of a server, and what was approved of it.</summary>
public sealed record PinnedItem
{
    /// <summary>Name, URI or URI template; empty for instructions.</summary>
    public required string Name { get; init; }

    /// <summary>As it was last seen.</summary>
    public required JsonElement Definition { get; init; }

    public required string DefinitionHash { get; init; }

    /// <summary>The hash that was approved, or that was found first; empty when none was.</summary>
    public required string ApprovedHash { get; init; }

    /// <summary>What was approved, kept only while it differs.</summary>
    public JsonElement? ApprovedDefinition { get; init; }

    /// <summary>The hash that was refused last.</summary>
    public string? RejectedHash { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The server does not list it any more. Remembered, so that it cannot come back as another one.</summary>
    public bool IsGone { get; init; }

    [JsonIgnore]
    public PinState State => PinStates.Of(DefinitionHash, ApprovedHash, RejectedHash);

    internal static PinnedItem Approved(string name, JsonElement definition, DefinitionKind kind)
    {
        var hash = Proxy.Pins.DefinitionHash.Of(kind, definition).Full;
        return new() { Name = name, Definition = definition, DefinitionHash = hash, ApprovedHash = hash };
    }

    internal PinnedItem Approve() =>
        this with { ApprovedHash = DefinitionHash, ApprovedDefinition = null, RejectedHash = null, ChangedAt = null };

    internal PinnedItem Reject() => this with { RejectedHash = DefinitionHash };

    /// <summary>The item as found now, with what was said to it before.</summary>
    internal PinnedItem After(PinnedItem? known, bool isAccepted, DateTimeOffset now)
    {
        if (known is null)
        {
            return isAccepted ? Approve() : this with { ApprovedHash = "", ChangedAt = now };
        }

        if (DefinitionHash == known.ApprovedHash)
        {
            return this with { ApprovedHash = known.ApprovedHash, RejectedHash = known.RejectedHash };
        }

        return this with
        {
            ApprovedHash = known.ApprovedHash,
            ApprovedDefinition = known.ApprovedHash.Length == 0 ? null
                : known.ApprovedDefinition ?? known.Definition,
            RejectedHash = known.RejectedHash,
            ChangedAt = DefinitionHash == known.DefinitionHash ? known.ChangedAt : now,
        };
    }
}

internal static class PinStates
{
    public static PinState Of(string found, string approved, string? rejected) =>
        found == approved ? PinState.Approved
        : found == rejected ? PinState.Rejected
        : approved.Length == 0 ? PinState.New
        : PinState.Changed;
}
