using McpGateway.Core.Audit.Chain;
using McpGateway.Core.Audit.Trail;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Audit;

/// <summary>The audit, newest first, for administrators. What it is narrowed to, and which event is open, stands in the address.</summary>
public sealed partial class AuditPage
{
    internal static readonly NavItem Nav = new("Audit", "ui/audit", "audit", static caller => caller.Permissions.IsAdmin);

    private readonly AddressedFilter<AuditListFilter> _filter = new();
    private IReadOnlyList<AuditItem> _events = [];
    private AuditOptionsList? _options;
    private AuditChainState? _chain;
    private ChainVerdict? _verdict;
    private string? _next;
    private string? _problem;

    /// <summary>Why the event of the address is not shown; null when it is, or none is asked for.</summary>
    private string? _missing;

    /// <summary>The newest event of a list that does not begin with the newest of all; null when it does.</summary>
    private DateTimeOffset? _newest;

    /// <summary>The event that was last found for an address: it got the focus, and does not take it again.</summary>
    private string? _found;
    private bool _isLoading;
    private int _question;

    [SupplyParameterFromQuery(Name = "stream")]
    public string? Stream { get; set; }

    [SupplyParameterFromQuery(Name = "user")]
    public string? User { get; set; }

    [SupplyParameterFromQuery(Name = "operation")]
    public string? Operation { get; set; }

    [SupplyParameterFromQuery(Name = "resource")]
    public string? Resource { get; set; }

    [SupplyParameterFromQuery(Name = "outcome")]
    public string? Outcome { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "hours")]
    public string? Hours { get; set; }

    [SupplyParameterFromQuery(Name = "event")]
    public string? Open { get; set; }

    [Inject]
    private AuditQueries Queries { get; set; } = null!;

    [Inject]
    private VerifyAudit Verification { get; set; } = null!;

    private AuditListFilter Filter => _filter.Current;

    [CascadingParameter]
    public ViewerZone? Zone { get; set; }

    private DateTimeOffset Now => Time.GetUtcNow();

    protected override Task OnInitializedAsync()
    {
        _filter.Arrive(Address());
        return base.OnInitializedAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        var before = Filter;
        if (IsLoaded && _filter.Arrive(Address()) && (!Filter.AsksAs(before) || IsElsewhere))
        {
            await ReloadAsync();
        }
    }

    /// <summary>What is read stays where it is: new events push nothing away under the reader's eyes.</summary>
    protected override bool Concerns(UiChange change) => false;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        if (caller.Permissions.IsAdmin)
        {
            await ReadAsync(null);
            if (IsElsewhere)
            {
                await FindAsync();
            }
        }
    }

    /// <summary>The event that is to be open is not on the pages that were read.</summary>
    private bool IsElsewhere => Filter.Open.Length > 0 && _events.All(item => item.Id != Filter.Open);

    /// <summary>What there is to choose from, and how far the streams go: with the page, not with each filter.</summary>
    protected override async Task SuggestAsync()
    {
        var caller = await Session.CallerAsync();
        if (caller.Permissions.IsAdmin)
        {
            _options = (await Queries.ListOptionsAsync(caller, Gone)).Value;
            _chain = (await Queries.ListStreamsAsync(caller, Gone)).Value;
            StateHasChanged();
        }
    }

    private Task RefreshAsync() => TryAsync(async () =>
    {
        await ReloadAsync();
        await SuggestAsync();
    });

    private AuditListFilter Address() => AuditListFilter.Of(Stream, User, Operation, Resource, Outcome, Query, Hours, Open);

    private Task MoreAsync() => _isLoading ? Task.CompletedTask : TryAsync(() => ReadAsync(_next));

    private Task OpenAsync(AuditItem item) => NarrowAsync(Filter with { Open = item.Id == Filter.Open ? "" : item.Id });

    /// <summary>The list begins with the newest again, and nothing is open.</summary>
    private Task ShowNewestAsync() => TryAsync(async () =>
    {
        await NarrowAsync(Filter with { Open = "" });
        await ReloadAsync();
    });

    private Task VerifyAsync() => BusyAsync(async () =>
    {
        var verdict = await Verification.CheckAsync(await Session.CallerAsync(), Gone);
        if (verdict.IsSuccess)
        {
            _verdict = verdict.Value;
        }
        else
        {
            ShowError(verdict.Error.Detail);
        }
    });

    private async Task NarrowAsync(AuditListFilter filter)
    {
        var before = Filter;
        if (_filter.Choose(filter))
        {
            await ReplaceQueryAsync(filter.Parameters());
            if (!filter.AsksAs(before))
            {
                await ReloadAsync();
            }
        }
    }

    /// <summary>Only the answer to the newest question counts: an older one must not add its rows to another filter's.</summary>
    private async Task ReadAsync(string? cursor)
    {
        var question = ++_question;
        _isLoading = true;
        try
        {
            var filter = Filter.ToFilter(Now);
            filter = cursor is not null && _newest is not null ? filter with { From = null } : filter;
            var page = await Queries.ListAsync(await Session.CallerAsync(), filter, cursor, limit: null, Gone);
            if (question == _question)
            {
                (_missing, _newest) = cursor is null ? (null, null) : (_missing, _newest);
                (_next, _problem) = (page.Value?.NextCursor, page.Error?.Detail);
                _events = [.. cursor is null ? [] : _events, .. page.Value?.Events ?? []];
            }
        }
        finally
        {
            _isLoading = _isLoading && question != _question;
        }
    }

    /// <summary>Shows the page on which the event of the address is.</summary>
    private async Task FindAsync()
    {
        var question = ++_question;
        var page = await Queries.ListAroundAsync(await Session.CallerAsync(), Filter.ToFilter(Now), Filter.Open, Gone);
        if (question == _question)
        {
            _missing = page.Error?.Detail;
            if (page.Value is { Events: [var newest, ..] events, NextCursor: var next })
            {
                (_events, _next, _newest, _problem) = (events, next, newest.Event.Timestamp, null);
                if (_found != Filter.Open)
                {
                    _found = Filter.Open;
                    FocusNext(RowOf(_found));
                }
            }
        }
    }

    private string Clock(DateTimeOffset at) => (Zone ?? ViewerZone.Utc).Text(at, "d MMM yyyy HH:mm");

    /// <summary>The id of the button of an event.</summary>
    private static string RowOf(string id) => "event-" + id.Replace(':', '-');
}
