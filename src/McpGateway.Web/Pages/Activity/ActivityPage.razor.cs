using System.Globalization;
using McpGateway.Core.Audit;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Identity.Accounts;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Activity;

/// <summary>Recorded calls, newest first. What they are narrowed to, and which one is open, stands in the address.</summary>
public sealed partial class ActivityPage
{
    internal static readonly NavItem Nav = new("Activity", "ui/activity", "activity", static _ => true);

    private const int MostSuggested = 1_000;

    private readonly AddressedFilter<CallListFilter> _filter = new();
    private IReadOnlyList<CallEntry> _calls = [];
    private IReadOnlyList<CallFigures> _slots = [];
    private TimeSpan _step;
    private string? _uncounted;
    private IReadOnlyList<ServerRecord> _servers = [];
    private IReadOnlyList<string> _tools = [];
    private IReadOnlyList<ServerRecord> _fitting = [];
    private IReadOnlyList<string> _users = [];

    /// <summary>What was typed as a server when it was last looked up, and the path that it stands for.</summary>
    private string? _resolved;
    private string? _server;
    private string? _next;
    private string? _problem;

    /// <summary>Why the call of the address is not shown; null when it is, or none is asked for.</summary>
    private string? _missing;

    /// <summary>Until when a list is that does not begin with the newest calls; null when it does.</summary>
    private DateTimeOffset? _until;
    private bool _isLoading;
    private int _question;

    [SupplyParameterFromQuery(Name = "user")]
    public string? User { get; set; }

    [SupplyParameterFromQuery(Name = "server")]
    public string? Server { get; set; }

    [SupplyParameterFromQuery(Name = "tool")]
    public string? Tool { get; set; }

    [SupplyParameterFromQuery(Name = "client")]
    public string? Client { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "outcome")]
    public string? Outcome { get; set; }

    [SupplyParameterFromQuery(Name = "hours")]
    public string? Hours { get; set; }

    [SupplyParameterFromQuery(Name = "span")]
    public string? Span { get; set; }

    [SupplyParameterFromQuery(Name = "call")]
    public string? Open { get; set; }

    [SupplyParameterFromQuery(Name = "live")]
    public string? Live { get; set; }

    [Inject]
    private CallQueries Calls { get; set; } = null!;

    [Inject]
    private CallHistogram Histogram { get; set; } = null!;

    [Inject]
    private ServerQueries Servers { get; set; } = null!;

    [Inject]
    private AccountOperations Accounts { get; set; } = null!;

    private CallListFilter Filter => _filter.Current;

    protected override async Task OnInitializedAsync()
    {
        _filter.Arrive(Address());
        await base.OnInitializedAsync();
    }

    /// <summary>People of a provider that cannot be listed are typed.</summary>
    protected override async Task SuggestAsync()
    {
        var caller = await Session.CallerAsync();
        if (caller.Permissions.IsAdmin)
        {
            var people = await Accounts.ListAsync(caller, search: null, MostSuggested, Gone);
            _users = [.. (people.Value ?? []).Select(static account => account.UserName)];
            StateHasChanged();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var before = Filter;
        if (IsLoaded && _filter.Arrive(Address()) && (!Filter.AsksAs(before) || IsElsewhere))
        {
            await ReloadAsync();
        }
    }

    protected override bool Concerns(UiChange change) => false;

    protected override TimeSpan? Every => TimeSpan.FromSeconds(3);

    protected override Task TickAsync() => Filter.IsLive && !_isLoading ? ReloadAsync() : Task.CompletedTask;

    protected override async Task LoadAsync()
    {
        await ReadAsync(null, null);
        if (IsElsewhere)
        {
            await FindAsync(new(Filter.Open!.Value, TimeSpan.Zero));
        }
    }

    /// <summary>The call that is to be open is not on the pages that were read. New calls of a live list push it away.</summary>
    private bool IsElsewhere => Filter is { Open: { } open, IsLive: false } && _calls.All(call => call.At.UtcTicks != open);

    /// <summary>Has the list begin with the call of the address; with the newest when it is not there.</summary>
    private async Task FindAsync(DateTimeOffset at)
    {
        var (calls, next) = (_calls, _next);
        await ReadAsync(null, at.AddMicroseconds(1));
        if (IsElsewhere && _problem is null)
        {
            (_calls, _next, _until) = (calls, next, null);
            _missing = "The call of this address is not there any more, or not among those that the list is narrowed to.";
        }
    }

    [CascadingParameter]
    public ViewerZone? Zone { get; set; }

    private static string Milliseconds(CallEntry call) =>
        call.DurationMs.ToString(call.DurationMs < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;

    private CallListFilter Address() => CallListFilter.Of(name => name switch
    {
        "user" => User,
        "server" => Server,
        "tool" => Tool,
        "client" => Client,
        "q" => Query,
        "outcome" => Outcome,
        "hours" => Hours,
        "span" => Span,
        "call" => Open,
        "live" => Live,
        _ => null,
    });

    /// <summary>Bars that were chosen narrow the list to their time.</summary>
    private Task ChooseAsync((int First, int Last) chosen) => chosen.Last < _slots.Count
        ? NarrowAsync(Filter with { Stretch = new(_slots[chosen.First].At, _slots[chosen.Last].At + _step), IsLive = false })
        : Task.CompletedTask;

    private string Clock(DateTimeOffset at) => (Zone ?? ViewerZone.Utc).Text(at, "d MMM HH:mm");

    /// <summary>Whether chips stand above the list.</summary>
    private bool IsNarrowed => Filter.Stretch is not null || Filter.Client.Length > 0 || _until is not null;

    private string ExportLink(string format)
    {
        var filter = Filter.Filter(_server, Time.GetUtcNow());
        return PagePath.With(
            "api/audit/calls/export", ("format", format), ("user", filter.User), ("server", filter.Server), ("tool", filter.Target),
            ("client", filter.Client), ("text", filter.Text), ("outcome", filter.Outcome),
            ("from", filter.From?.ToString("O", CultureInfo.InvariantCulture)),
            ("to", filter.To?.ToString("O", CultureInfo.InvariantCulture)));
    }

    private Task RefreshAsync()
    {
        _resolved = null;
        return ReloadAsync();
    }

    private Task MoreAsync() => _isLoading ? Task.CompletedTask : TryAsync(() => ReadAsync(_next, _until));

    /// <summary>The list begins with the newest again, and nothing is open.</summary>
    private Task ShowNewestAsync() => TryAsync(async () =>
    {
        await NarrowAsync(Filter with { Open = null });
        await ReloadAsync();
    });

    private Task ToggleLiveAsync() => NarrowAsync(Filter with { IsLive = !Filter.IsLive });

    private Task OpenAsync(CallEntry call) =>
        NarrowAsync(Filter with { Open = call.At.UtcTicks == Filter.Open ? null : call.At.UtcTicks });

    private async Task NarrowAsync(CallListFilter filter)
    {
        var before = Filter;
        if (_filter.Choose(filter))
        {
            await ReplaceQueryAsync(filter.Parameters());
            if (filter.IsLive != before.IsLive || !filter.AsksAs(before))
            {
                await ReloadAsync();
            }
        }
    }

    /// <summary>
    /// What the server of the filter stands for, and the tools that are suggested with it. Once for each that is typed: the catalogue may
    /// be long, and a live list asks every few seconds.
    /// </summary>
    private void Resolve(Caller caller)
    {
        if (_resolved != Filter.Server)
        {
            _resolved = Filter.Server;
            _servers = [.. Servers.List(caller, null).Select(static view => view.Server)];
            _server = ServerOf(Filter.Server);
            _tools = ToolsOf(caller, _server);
        }
    }

    /// <summary>What was typed as a server: its path, or else the one whose name or path has it in it.</summary>
    private string? ServerOf(string typed)
    {
        _fitting = [];
        if (Given(typed.Trim().Trim('/')) is not { } text || _servers.Any(server => server.TechnicalName == text))
        {
            return Given(typed.Trim().Trim('/'));
        }

        _fitting =
        [
            .. _servers.Where(server => server.ServerName.Contains(text, StringComparison.OrdinalIgnoreCase)
                || server.TechnicalName.Contains(text, StringComparison.OrdinalIgnoreCase)),
        ];
        var exact = _fitting.Where(server => server.ServerName.Equals(text, StringComparison.OrdinalIgnoreCase)).ToArray();
        _fitting = exact.Length == 1 ? exact : _fitting;
        return _fitting.Count == 1 ? _fitting[0].TechnicalName : text;
    }

    /// <summary>Only the answer to the newest question counts: an older one must not add its rows to another filter's.</summary>
    /// <param name="cursor">Of the page that follows; null for the first.</param>
    /// <param name="until">The end of the list, exclusive; null for that of the filter.</param>
    private async Task ReadAsync(string? cursor, DateTimeOffset? until)
    {
        var question = ++_question;
        _isLoading = true;
        try
        {
            await ReadAsync(question, cursor, until);
        }
        finally
        {
            _isLoading = _isLoading && question != _question;
        }
    }

    private async Task ReadAsync(int question, string? cursor, DateTimeOffset? until)
    {
        var caller = await Session.CallerAsync();
        Resolve(caller);
        var now = Time.GetUtcNow();
        var filter = Filter.Filter(_server, now) with { Cursor = cursor };
        var page = await Calls.ListAsync(caller, EndingAt(filter, until), Gone);
        if (question != _question)
        {
            return;
        }

        (_next, _problem, _until, _missing) = (page.Value?.NextCursor, page.Error?.Detail, until, cursor is null ? null : _missing);
        _calls = [.. cursor is null ? [] : _calls, .. page.Value?.Calls ?? []];
        if (cursor is null && page.IsSuccess)
        {
            await CountAsync(question, caller, filter, now);
        }
    }

    /// <summary>A list that ends before the filter's time begins is of any time.</summary>
    private static CallFilter EndingAt(CallFilter filter, DateTimeOffset? until) =>
        until is null ? filter : filter with { To = until, From = filter.From < until ? filter.From : null };

    /// <summary>The calls of the same filter over time.</summary>
    private async Task CountAsync(int question, Caller caller, CallFilter filter, DateTimeOffset now)
    {
        var (from, to, step) = Filter.Shown(now);
        var counted = await Histogram.ReadAsync(caller, filter, from, to, step, Gone);
        if (question == _question)
        {
            (_slots, _step, _uncounted) = (counted.Value ?? [], step, counted.Error?.Detail);
        }
    }

    private IReadOnlyList<string> ToolsOf(Caller caller, string? server) =>
    [
        .. Servers.ListTools(caller).Where(entry => server is null || entry.Server.TechnicalName == server)
            .SelectMany(static entry => entry.Tools).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostSuggested),
    ];
}
