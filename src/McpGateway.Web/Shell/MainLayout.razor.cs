using McpGateway.Foundation;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace McpGateway.Web.Shell;

/// <summary>The frame around every page.</summary>
public sealed partial class MainLayout
{
    private BrowserSession? _session;
    private IDisposable? _following;
    private PageBoundary? _boundary;
    private ViewerZone _zone = ViewerZone.Utc;
    private string _path = "";

    [Inject]
    private Toasts Messages { get; set; } = null!;

    [Inject]
    private NavigationManager Location { get; set; } = null!;

    private string _here => new Uri(Location.Uri).PathAndQuery;

    public void Dispose() => _following?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            // Before the session is read: a sign-out that comes meanwhile is not missed.
            _following = Changes.Follow(OnChange);
        }

        _session = await Session.FindAsync();
        if (_session is null)
        {
            // It ended since the request was let in: nothing would ever be drawn.
            Session.Leave();
        }
    }

    protected override void OnParametersSet()
    {
        _boundary?.Recover();
        var path = new Uri(Location.Uri).AbsolutePath;
        if (path != _path)
        {
            // What went wrong on the page that was left says nothing about this one.
            _path = path;
            Messages.RemoveErrors();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Script.InvokeVoidAsync("mcpUi.ready");
            var zone = ViewerZone.Of(await Script.InvokeAsync<string?>("mcpUi.zone"));
            if (zone != _zone)
            {
                _zone = zone;
                StateHasChanged();
            }
        }
    }

    private static string Level(Caller caller) =>
        caller.Permissions.IsAdmin ? "Administrator" : caller.Permissions.CanModifyServers ? "May modify" : "Read only";

    private void OnChange(UiChange change)
    {
        if (change.TouchesAccess)
        {
            _ = InvokeAsync(RefreshAsync);
        }
    }

    /// <summary>Rights may have changed, and the session may be over.</summary>
    private async Task RefreshAsync()
    {
        _session = await Session.FindAsync();
        if (_session is null)
        {
            Session.Leave();
            return;
        }

        StateHasChanged();
    }
}
