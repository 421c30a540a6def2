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
        var approved = known?.ApprovedHash ?? "";
        if (PinStates.TakesAsApproved(PinStates.Of(DefinitionHash, approved, known?.RejectedHash), isAccepted))
        {
            return DefinitionHash == approved ? this with { ApprovedHash = approved, RejectedHash = known?.RejectedHash } : Approve();
        }

        return this with
        {
            ApprovedHash = approved,
            ApprovedDefinition = approved.Length == 0 ? null : known!.ApprovedDefinition ?? known.Definition,
            RejectedHash = known?.RejectedHash,
            ChangedAt = DefinitionHash == known?.DefinitionHash ? known.ChangedAt : now,
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

    /// <summary>
    /// Whether a definition in this state counts as approved by itself: as it was approved, or one that never was where new ones are taken
    /// as they come, whether it came before that was said or after. What was rejected never is.
    /// </summary>
    /// <param name="state">What was said to it.</param>
    /// <param name="acceptsNew">Whether new definitions of its kind are taken as they come.</param>
    public static bool TakesAsApproved(PinState state, bool acceptsNew) =>
        state == PinState.Approved || (state == PinState.New && acceptsNew);
}
