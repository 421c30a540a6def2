using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace McpGateway.Web.Pages.Servers;

/// <summary>Every server that the caller may see, as cards or as a table, live.</summary>
public sealed partial class ServersPage
{
    internal static readonly NavItem Nav = new("Servers", "ui/servers", "servers", static _ => true);

    private static readonly (string Status, string Text)[] Statuses =
        [(
            ServerFilter.All,
            "All"), (
                ServerFilter.Enabled,
                "Enabled"), (ServerFilter.Healthy, "Healthy"), (ServerFilter.Disabled, "Disabled"), (ServerFilter.Issues, "Issues")];

    private static readonly (string Sort, string Text, bool IsNumber)[] Columns =
        [(
            "name", "Name",
            false), (
                "path", "Path",
                false), (
                    "status", "Status", false), ("tools", "Tools", true), ("rating", "Rating", true), ("checked", "Last check", false)];

    private IReadOnlyList<ServerView> _servers = [];
    private IReadOnlyList<ServerView> _shown = [];
    private IReadOnlyList<string> _tags = [];
    private ServerFilter _filter = new();
    private List<ServerView[]> _rows = [];
    private List<ServerView> _list = [];
    private ElementReference _cards;
    private string? _status;
    private bool _asTable;
    private int _columns = 3;

    /// <summary>A filter in the address, so that other pages can link to one.</summary>
    [SupplyParameterFromQuery(Name = "status")]
    public string? Status { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    protected override async Task LoadAsync()
    {
        _servers = Queries.List(await Session.CallerAsync(), null);
        _tags = [.. _servers.SelectMany(
            static view => view.Server.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase).Take(200)];
        Narrow(_filter);
    }

    protected override void OnParametersSet()
    {
        // Once for each address: what was chosen on the page since then stays when the page is drawn anew.
        if (Status != _status)
        {
            _status = Status;
            Narrow(_filter with { Status = Statuses.Any(known => known.Status == Status) ? Status! : ServerFilter.All });
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (firstRender)
        {
            var columns = await Script.InvokeAsync<int>("mcpUi.columns");
            if (columns != _columns)
            {
                _columns = columns;
                Narrow(_filter);
                StateHasChanged();
            }
        }
    }

    private void SortBy(string sort) =>
        Narrow(_filter with { Sort = sort, IsDescending = _filter.Sort == sort && !_filter.IsDescending });

    private void Narrow(ServerFilter filter)
    {
        _filter = filter;
        _shown = filter.Apply(_servers);
        _list = [.. _shown];
        _rows = [.. _shown.Chunk(_columns)];
    }
}
