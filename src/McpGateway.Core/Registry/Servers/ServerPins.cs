using System.Text.Json;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Registry.Servers;

/// <summary>One definition that is not approved as it is now, for those who decide on it.</summary>
/// <param name="IsWithheld">Whether it is neither listed nor callable.</param>
/// <param name="RenamedFrom">The tool that it seems to have been before; null when none.</param>
public sealed record UnapprovedDefinition(
    DefinitionKind Kind, string Name, PinState State, string Hash, JsonElement Definition, JsonElement? ApprovedDefinition,
    DateTimeOffset? ChangedAt, bool IsWithheld, string? RenamedFrom = null);

/// <summary>Which definition is not approved as it is now.</summary>
public sealed record WaitingDefinition(DefinitionKind Kind, string Name, PinState State, string Hash);

/// <summary>Reads and changes approvals within <see cref="ServerToolsRecord"/>. Pure.</summary>
public static class ServerPins
{
    /// <summary>Which definitions are not approved as they are now, without what they say.</summary>
    public static IEnumerable<WaitingDefinition> Waiting(ServerToolsRecord record, PinRules rules)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(rules);
        return rules.IsOff
            ? []
            : record.Tools.Where(static tool => tool.HasChanged)
                .Select(static tool => new WaitingDefinition(DefinitionKind.Tool, tool.Name, tool.State, tool.DefinitionHash))
                .Concat(UnapprovedItems(record).Select(static pair => new WaitingDefinition(
                    pair.Kind, pair.Item.Name, pair.Item.State, pair.Item.DefinitionHash)));
    }

    /// <summary>Everything that is not approved as it is now.</summary>
    public static IEnumerable<UnapprovedDefinition> Unapproved(ServerToolsRecord record, PinRules rules)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.IsOff)
        {
            yield break;
        }

        foreach (var tool in record.Tools.Where(static tool => tool.HasChanged))
        {
            yield return new(
                DefinitionKind.Tool, tool.Name, tool.State, tool.DefinitionHash, ToolDefinition.Of(tool), tool.ApprovedDefinition,
                tool.ChangedAt, rules.Withholds(tool.State), tool.RenamedFrom);
        }

        foreach (var (kind, item) in UnapprovedItems(record))
        {
            yield return new(
                kind, item.Name, item.State, item.DefinitionHash, item.Definition, item.ApprovedDefinition, item.ChangedAt,
                rules.Withholds(item.State));
        }
    }

    /// <summary>The record as callers may see it: without what is withheld, and with the instructions that were approved.</summary>
    public static ServerToolsRecord? Offered(ServerToolsRecord? record, PinRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (record is not null && rules.IsHeld)
        {
            return record with { Tools = [], Instructions = null, Prompts = null, Resources = null, ResourceTemplates = null };
        }

        if (record is null || rules.IsOff)
        {
            return record;
        }

        var hidesText = record.PinnedInstructions is { } text && rules.Withholds(text.State);
        return !record.Tools.Any(tool => rules.Withholds(tool.State)) && !Items(record).Any(pair => rules.Withholds(pair.Item.State))
            ? record
            : record with
            {
                Tools = [.. record.Tools.Where(tool => !rules.Withholds(tool.State))],
                Prompts = Kept(record.Prompts, rules),
                Resources = Kept(record.Resources, rules),
                ResourceTemplates = Kept(record.ResourceTemplates, rules),
                Instructions = hidesText ? NullIfEmpty(InstructionsOf(record.PinnedInstructions)) : record.Instructions,
            };
    }

    private static PinnedItem[]? Kept(IReadOnlyList<PinnedItem>? items, PinRules rules) =>
        items?.Where(item => !rules.Withholds(item.State)).ToArray();

    /// <summary>What waits for a decision now and did not before.</summary>
    public static IReadOnlyList<WaitingDefinition> News(ServerToolsRecord? before, ServerToolsRecord after, PinRules rules)
    {
        var known = (before is null ? [] : Waiting(before, rules))
            .Select(static item => (item.Kind, item.Name, item.Hash)).ToHashSet();
        return
        [
            .. Waiting(after, rules).Where(
                item => item.State != PinState.Rejected && !known.Contains((item.Kind, item.Name, item.Hash))),
        ];
    }

    /// <summary>The record with definitions approved or rejected as they are.</summary>
    public static ServerToolsRecord Decide(
        ServerToolsRecord record, IReadOnlySet<(DefinitionKind Kind, string Name)> chosen, bool isApproved)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(chosen);
        return record with
        {
            Tools =
            [
                .. record.Tools.Select(tool =>
                    !chosen.Contains((DefinitionKind.Tool, tool.Name)) ? tool
                    : isApproved ? ToolDefinition.Approve(tool)
                    : ToolDefinition.Reject(tool)),
            ],
            Prompts = record.Prompts?.Select(item => Decided(DefinitionKind.Prompt, item)).ToArray(),
            Resources = record.Resources?.Select(item => Decided(DefinitionKind.Resource, item)).ToArray(),
            ResourceTemplates = record.ResourceTemplates?.Select(item => Decided(DefinitionKind.ResourceTemplate, item)).ToArray(),
            PinnedInstructions = record.PinnedInstructions is { } text ? Decided(DefinitionKind.Instructions, text) : null,
        };

        PinnedItem Decided(DefinitionKind kind, PinnedItem item) =>
            !chosen.Contains((kind, item.Name)) ? item : isApproved ? item.Approve() : item.Reject();
    }

    /// <summary>The pins of one server for the data plane; null where nothing is pinned, or nothing was ever listed.</summary>
    public static RoutePins? Compile(ServerToolsRecord? record, PinRules rules, PinBudget budget)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.IsOff || record is null or { ProtocolVersion: null, IsImported: false })
        {
            return null;
        }

        var pins = new RoutePins(rules.Policy, budget, record.PinFormat < ServerToolsRecord.CurrentPinFormat)
        {
            IsImported = record.IsImported,
            ApprovedInstructions = InstructionsOf(record.PinnedInstructions),
        };
        Add(pins, DefinitionKind.Tool, [.. record.Removed.Concat(record.Tools).Select(
            static tool => (tool.Name, tool.ApprovedHash, tool.DefinitionHash, tool.State))]);
        AddItems(pins, DefinitionKind.Prompt, record.Prompts);
        AddItems(pins, DefinitionKind.Resource, record.Resources);
        AddItems(pins, DefinitionKind.ResourceTemplate, record.ResourceTemplates);
        AddItems(pins, DefinitionKind.Instructions, record.PinnedInstructions is { } text ? [text] : null);
        return pins;
    }

    private static string InstructionsOf(PinnedItem? pinned) => pinned switch
    {
        null => "",
        { State: PinState.Approved, Definition: var text } => TextOf(text),
        { ApprovedDefinition: { } text } => TextOf(text),
        _ => "",
    };

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static void AddItems(RoutePins pins, DefinitionKind kind, IReadOnlyList<PinnedItem>? items)
    {
        if (items is not null)
        {
            Add(pins, kind, [.. items.Select(static item => (item.Name, item.ApprovedHash, item.DefinitionHash, item.State))]);
        }
    }

    private static void Add(
        RoutePins pins, DefinitionKind kind, IReadOnlyList<(string Name, string Approved, string Found, PinState State)> definitions)
    {
        var byName = new Dictionary<string, Pin>(definitions.Count, StringComparer.Ordinal);
        foreach (var (name, approved, found, state) in definitions)
        {
            // One string where both are the same, as nearly everywhere: pins of all servers stay in memory.
            byName[name] = new(approved, state == PinState.Approved ? approved : found, state);
        }

        pins.With(kind, byName);
    }

    private static IEnumerable<(DefinitionKind Kind, PinnedItem Item)> UnapprovedItems(ServerToolsRecord record) =>
        Items(record).Where(static pair => pair.Item is { IsGone: false, State: not PinState.Approved });

    private static IEnumerable<(DefinitionKind Kind, PinnedItem Item)> Items(ServerToolsRecord record) =>
    [
        .. (record.Prompts ?? []).Select(static item => (DefinitionKind.Prompt, item)),
        .. (record.Resources ?? []).Select(static item => (DefinitionKind.Resource, item)),
        .. (record.ResourceTemplates ?? []).Select(static item => (DefinitionKind.ResourceTemplate, item)),
        .. record.PinnedInstructions is { } text ? [(DefinitionKind.Instructions, text)] : Array.Empty<(DefinitionKind, PinnedItem)>(),
    ];
}
