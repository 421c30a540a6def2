using McpGateway.Core.Auth.Sessions;
using McpGateway.Core.Foundation;
using McpGateway.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace McpGateway.Web.Live;

/// <summary>A page that knows its caller, hears of changes, and shows refusals instead of breaking.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IDisposable? _following;
    private bool _isDisposed;

    [Inject]
    protected UserSession Session { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private UiChanges Changes { get; set; } = null!;

    [Inject]
    private NotificationService Toasts { get; set; } = null!;

    /// <summary>Who looks, as of the last time something about access changed.</summary>
    [CascadingParameter]
    public BrowserSession Visitor { get; set; } = null!;

    /// <summary>Rights for what the page shows. Operations ask <see cref="Session"/> again.</summary>
    protected Caller Caller => Visitor.Caller;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Loads what the page shows. Called at first and after each change that <see cref="Concerns"/> it.</summary>
    protected abstract Task LoadAsync();

    protected virtual bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesServers || change.TouchesAccess;
    }

    protected override async Task OnInitializedAsync() => await TryAsync(LoadAsync);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _following = Changes.Follow(OnChange);
        }
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _following?.Dispose();
            _gone.Cancel();
            _gone.Dispose();
        }
    }

    /// <summary>Runs an action of the user's; a session that ended or a page that was left is no failure.</summary>
    protected async Task TryAsync(Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            await action();
        }
        catch (SessionEndedException)
        {
            // The browser is on its way to the sign-in page.
        }
        catch (OperationCanceledException) when (_isDisposed)
        {
            // Nobody looks any more.
        }
    }

    protected void ShowDone(string text) => Show(NotificationSeverity.Success, text, 4000);

    protected void ShowNote(string text) => Show(NotificationSeverity.Info, text, 6000);

    protected void ShowError(string text) => Show(NotificationSeverity.Error, text, 10000);

    /// <summary>Says what was done, or why it was refused.</summary>
    /// <returns>Whether it was done.</returns>
    protected bool Report<T>(Result<T> result, string done)
    {
        if (result.IsSuccess)
        {
            ShowDone(done);
        }
        else
        {
            ShowError(result.Error.Detail);
        }

        return result.IsSuccess;
    }

    private void Show(NotificationSeverity severity, string text, double duration) => Toasts.Notify(new NotificationMessage
    {
        Severity = severity,
        Summary = Components.SafeText.Show(text),
        Duration = duration,
        CloseOnClick = true,
    });

    private void OnChange(UiChange change)
    {
        if (!_isDisposed && Concerns(change))
        {
            _ = InvokeAsync(ReloadAsync);
        }
    }

    private async Task ReloadAsync()
    {
        if (!_isDisposed)
        {
            await TryAsync(LoadAsync);
            StateHasChanged();
        }
    }
}
