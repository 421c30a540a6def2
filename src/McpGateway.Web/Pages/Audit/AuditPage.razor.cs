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

    private DateTimeOffset Now => Time.GetUtcNow();

    protected override Task OnInitializedAsync()
    {
        _filter.Arrive(Address());
        return base.OnInitializedAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        var before = Filter;
        if (IsLoaded && _filter.Arrive(Address()) && !Filter.AsksAs(before))
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
        }
    }

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
            var page = await Queries.ListAsync(await Session.CallerAsync(), Filter.ToFilter(Now), cursor, limit: null, Gone);
            if (question == _question)
            {
                (_next, _problem) = (page.Value?.NextCursor, page.Error?.Detail);
                _events = [.. cursor is null ? [] : _events, .. page.Value?.Events ?? []];
            }
        }
        finally
        {
            _isLoading = _isLoading && question != _question;
        }
    }
}
