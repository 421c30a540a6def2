using System.Text.Json;
using McpGateway.Core.Pins.Review;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Changes;

/// <summary>Definitions of many servers that wait for a decision, on one page.
/// What is decided on is what was read: each with the hash that was shown.</summary>
public sealed partial class ChangesPage
{
    /// <summary>What is chosen, to the hash that was shown when it was.</summary>
    private readonly Dictionary<(string Server, DefinitionKind Kind, string Name), string> _chosen = [];

    private IReadOnlyList<ServerDetails> _servers = [];

    [SupplyParameterFromQuery(Name = "server")]
    public string? Server { get; set; }

    [Inject]
    private ServerQueries Queries { get; set; } = null!;

    [Inject]
    private ReviewDefinitions Review { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    private List<ServerDetails> Shown =>
        [.. _servers.Where(details => string.IsNullOrEmpty(Server) || details.View.Server.Key == ServerPath.KeyOf(Server))];

    private int Count => Shown.Sum(static details => Changed(details).Count);

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        var changed = new List<ServerDetails>();
        foreach (var view in Queries.List(caller, null).Where(static view => view is { ChangedTools: > 0, MayModify: true }))
        {
            if ((await Queries.FindDetailsAsync(caller, view.Server.Key, "", Gone)).Value is { } details && Changed(details).Count > 0)
            {
                changed.Add(details);
            }
        }

        _servers = changed;
        Forget();
    }

    private static List<UnapprovedDefinition> Changed(ServerDetails details) =>
        [.. details.Unapproved.Where(static item => item.State != PinState.Rejected)];

    private static IReadOnlyList<ToolHint> HintsOf(ServerDetails details, UnapprovedDefinition item) =>
        item.Kind == DefinitionKind.Tool
        && details.Withheld.Concat(details.Tools).FirstOrDefault(tool => tool.Name == item.Name) is { } tool
            ? ToolFacts.HintsOf(tool)
            : [];

    private static string SummaryOf(UnapprovedDefinition item) => item.Definition switch
    {
        { ValueKind: JsonValueKind.String } text => MarkdownText.FirstLine(text.GetString()!),
        { ValueKind: JsonValueKind.Object } whole when whole.TryGetProperty("description", out var text)
            && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } said => MarkdownText.FirstLine(said),
        _ => "No description.",
    };

    private bool IsChosen(string server, UnapprovedDefinition item) => _chosen.ContainsKey((server, item.Kind, item.Name));

    /// <summary>What changed once more, or was decided on meanwhile, is not chosen any more: nobody read it.</summary>
    private void Forget()
    {
        var now = _servers.SelectMany(static details => Changed(details).Select(
            item => (Key: (details.View.Server.Key, item.Kind, item.Name), item.Hash)))
            .ToDictionary(static pair => pair.Key, static pair => pair.Hash);
        foreach (var (key, hash) in _chosen.ToArray())
        {
            if (now.GetValueOrDefault(key) != hash)
            {
                _chosen.Remove(key);
            }
        }
    }

    private void Choose(string server, UnapprovedDefinition item, bool isChosen)
    {
        if (isChosen)
        {
            _chosen[(server, item.Kind, item.Name)] = item.Hash;
        }
        else
        {
            _chosen.Remove((server, item.Kind, item.Name));
        }
    }

    private void ChooseServer(ServerDetails details, bool isChosen)
    {
        foreach (var item in Changed(details))
        {
            Choose(details.View.Server.Key, item, isChosen);
        }
    }

    private void ChooseAll(bool isChosen)
    {
        foreach (var details in Shown)
        {
            ChooseServer(details, isChosen);
        }
    }

    private Task ApproveAsync() => DecideAsync(
        isApproved: true, "approved", "They are trusted as they are shown here, until they change again.", "Approve them");

    private Task RejectAsync() => DecideAsync(
        isApproved: false, "rejected", "They stay out of everybody's sight until they change again.", "Reject them");

    private Task DecideAsync(bool isApproved, string verb, string meaning, string action) => BusyAsync(async () =>
    {
        var servers = _chosen.Keys.Select(static key => key.Server).Distinct(StringComparer.Ordinal).Count();
        var decisions = _chosen.Select(
            static pair => new PinDecision(pair.Key.Server, pair.Key.Kind, pair.Key.Name, pair.Value)).ToArray();
        if (decisions.Length > 1 && !await Confirmation.AskAsync(
            $"{(isApproved ? "Approve" : "Reject")} {decisions.Length} definitions of {servers} {(servers == 1 ? "server" : "servers")}?",
            meaning,
            action))
        {
            return;
        }

        var outcome = await Review.ExecuteAsync(await Session.CallerAsync(), decisions, isApproved, Gone);
        if (!outcome.IsSuccess)
        {
            ShowError(outcome.Error.Detail);
            return;
        }

        var (done, refused) = outcome.Value;
        if (done.Count > 0)
        {
            ShowDone(done.Count == 1 ? $"1 definition is {verb}." : $"{done.Count} definitions are {verb}.");
        }

        foreach (var item in refused)
        {
            ShowError($"{SafeText.Show(item.Decision.Server)}: {item.Reason}");
        }
    });
}
