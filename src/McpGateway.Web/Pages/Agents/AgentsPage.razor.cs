using McpGateway.Web.Components;
using McpGateway.Web.Live;
using McpGateway.Web.Pages.Agent;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Agents;

/// <summary>Every agent that the caller may see, as cards or as a table, live. What is chosen stands in the address.</summary>
public sealed partial class AgentsPage
{
    internal static readonly NavItem Nav = new("Agents", "ui/agents", "agents", static _ => true);

    private readonly AddressedFilter<AgentListFilter> _filter = new();
    private IReadOnlyList<AgentView> _agents = [];
    private List<AgentView> _shown = [];
    private IReadOnlyList<(string Value, string Text)> _tagChoices = [];
    private IReadOnlyList<(string Value, string Text)> _sourceChoices = [];

    [SupplyParameterFromQuery(Name = "status")]
    public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "source")]
    public string? Source { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    public string? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "visibility")]
    public string? Visibility { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    public string? ViewName { get; set; }

    private AgentListFilter Filter => _filter.Current;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        _agents = [.. Queries.List(caller, new()).Select(entry => AgentView.Of(Queries, entry))];
        _tagChoices = FilterSelect.TagsOf(_agents.SelectMany(static view => view.Agent.Tags));
        _sourceChoices = SourceChoice.ChoicesOf(_agents.Select(static view => view.Agent.Origin));
        Lay();
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAgents || change.TouchesAccess || change.TouchesScans;
    }

    protected override void OnParametersSet()
    {
        if (_filter.Arrive(AgentListFilter.Of(Status, Query, Tag, Visibility, Sort, ViewName, Source)))
        {
            Lay();
        }
    }

    private async Task NarrowAsync(AgentListFilter filter)
    {
        if (_filter.Choose(filter))
        {
            Lay();
            await ReplaceQueryAsync(filter.Parameters());
        }
    }

    private void Lay() => _shown = [.. Filter.Apply(_agents)];
}
