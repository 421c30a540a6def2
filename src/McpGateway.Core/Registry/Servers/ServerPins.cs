using System.Text.Json;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Registry.Servers;

/// <summary>One definition that is not approved as it is now, for those who decide on it.</summary>
/// <param name="IsWithheld">Whether it is neither listed nor callable.</param>
/// <param name="RenamedFrom">The tool that it seems to have been before; null when none.</param>
public sealed record UnapprovedDefinition(
    DefinitionKind Kind, string Name, PinState State, string Hash, JsonElement Definition, JsonElement? ApprovedDefinition,
    DateTimeOffset? ChangedAt, bool IsWithheld, string? RenamedFrom = null);

/// <summary>Reads and changes approvals within <see cref="ServerToolsRecord"/>. Pure.</summary>
public static class ServerPins
{
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

        foreach (var (kind, item) in Items(record).Where(static pair => pair.Item is { IsGone: false, State: not PinState.Approved }))
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
    public static IReadOnlyList<UnapprovedDefinition> News(ServerToolsRecord? before, ServerToolsRecord after, PinRules rules)
    {
        var known = (before is null ? [] : Unapproved(before, rules))
            .Select(static item => (item.Kind, item.Name, item.Hash)).ToHashSet();
        return
        [
            .. Unapproved(after, rules).Where(
                item => item.State != PinState.Rejected && !known.Contains((item.Kind, item.Name, item.Hash))),
        ];
    }

    /// <summary>The record with one definition approved or rejected as it is.</summary>
    public static ServerToolsRecord Decide(ServerToolsRecord record, DefinitionKind kind, string name, bool isApproved)
    {
        ArgumentNullException.ThrowIfNull(record);
        return kind switch
        {
            DefinitionKind.Tool => record with
            {
                Tools =
                [
                    .. record.Tools.Select(
                        tool => tool.Name != name ? tool : isApproved ? ToolDefinition.Approve(tool) : ToolDefinition.Reject(tool)),
                ],
            },
            DefinitionKind.Prompt => record with { Prompts = Decided(record.Prompts, name, isApproved) },
            DefinitionKind.Resource => record with { Resources = Decided(record.Resources, name, isApproved) },
            DefinitionKind.ResourceTemplate => record with { ResourceTemplates = Decided(record.ResourceTemplates, name, isApproved) },
            DefinitionKind.Instructions => record with
            {
                PinnedInstructions = isApproved ? record.PinnedInstructions?.Approve() : record.PinnedInstructions?.Reject(),
            },
        };
    }

    /// <summary>The pins of one server for the data plane; null where nothing is pinned, or nothing was ever listed.</summary>
    public static RoutePins? Compile(ServerToolsRecord? record, PinRules rules, PinBudget budget)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.IsOff || record?.ProtocolVersion is null)
        {
            return null;
        }

        var tools = new Dictionary<string, Pin>(record.Tools.Count + record.Removed.Count, StringComparer.Ordinal);
        foreach (var tool in record.Removed.Concat(record.Tools))
        {
            tools[tool.Name] = new(tool.ApprovedHash, tool.DefinitionHash, tool.State);
        }

        var pins = new RoutePins(rules.Policy, budget, record.PinFormat < ServerToolsRecord.CurrentPinFormat)
        {
            ApprovedInstructions = InstructionsOf(record.PinnedInstructions),
        }.With(DefinitionKind.Tool, tools);
        Add(pins, DefinitionKind.Prompt, record.Prompts);
        Add(pins, DefinitionKind.Resource, record.Resources);
        Add(pins, DefinitionKind.ResourceTemplate, record.ResourceTemplates);
        Add(pins, DefinitionKind.Instructions, record.PinnedInstructions is { } text ? [text] : null);
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

    private static void Add(RoutePins pins, DefinitionKind kind, IReadOnlyList<PinnedItem>? items)
    {
        if (items is null)
        {
            return;
        }

        var byName = new Dictionary<string, Pin>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            byName[item.Name] = new(item.ApprovedHash, item.DefinitionHash, item.State);
        }

        pins.With(kind, byName);
    }

    private static IEnumerable<(DefinitionKind Kind, PinnedItem Item)> Items(ServerToolsRecord record) =>
    [
        .. (record.Prompts ?? []).Select(static item => (DefinitionKind.Prompt, item)),
        .. (record.Resources ?? []).Select(static item => (DefinitionKind.Resource, item)),
        .. (record.ResourceTemplates ?? []).Select(static item => (DefinitionKind.ResourceTemplate, item)),
        .. record.PinnedInstructions is { } text ? [(DefinitionKind.Instructions, text)] : Array.Empty<(DefinitionKind, PinnedItem)>(),
    ];

    private static PinnedItem[]? Decided(IReadOnlyList<PinnedItem>? items, string name, bool isApproved) =>
        items?.Select(item => item.Name != name ? item : isApproved ? item.Approve() : item.Reject()).ToArray();
}
