using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Sessions;
using McpGateway.Web.Components;
using McpGateway.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace McpGateway.Web.Live;

/// <summary>A page that knows its caller, hears of changes, and shows refusals instead of breaking.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IDisposable? _following;
    private Task _loading = Task.CompletedTask;
    private Task? _waiting;
    private ITimer? _timer;
    private bool _isLoading;
    private string? _focus;
    private bool _isDisposed;

    protected LivePage() => Gone = _gone.Token;

    [Inject]
    protected UserSession Session { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    [Inject]
    private UiChanges Changes { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>Who looks, as of the last time something about access changed.</summary>
    [CascadingParameter]
    public BrowserSession Visitor { get; set; } = null!;

    /// <summary>Rights for what the page shows. Operations ask <see cref="Session"/> again.</summary>
    protected Caller Caller => Visitor.Caller;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the page has loaded once: before that, nothing there does not mean that there is nothing.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>Loads what the page shows. Called through <see cref="ReloadAsync"/> only, so it never runs twice at a time.</summary>
    protected abstract Task LoadAsync();

    /// <summary>
    /// Loads what fields suggest. Once the page is drawn and live: nobody waits for it, and what is slow or away (accounts of a provider)
    /// keeps nothing else from being shown.
    /// </summary>
    protected virtual Task SuggestAsync() => Task.CompletedTask;

    /// <summary>How often <see cref="TickAsync"/> runs while somebody looks, for what no change tells of; null for never.</summary>
    protected virtual TimeSpan? Every => null;

    /// <summary>Loads the page anew, unless the page knows better.</summary>
    protected virtual Task TickAsync() => ReloadAsync();

    protected virtual bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesServers || change.TouchesAccess;
    }

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            // Before the first load: a change that comes during it is not missed.
            _following = Changes.Follow(OnChange);
        }

        await ReloadAsync();
    }

    /// <summary>
    /// Loads the page anew. When this ends, a load that began after the call has ended: loads follow each other, so that no older state is
    /// ever shown over a newer one, and all who ask while one runs share the next.
    /// </summary>
    protected Task ReloadAsync() => _waiting ?? (_isLoading ? _waiting = FollowAsync(_loading) : _loading = LoadOnceAsync());

    /// <summary>
    /// Moves the focus to an element once it is drawn, for those who work with the keyboard: what had the focus may be gone, or what was
    /// asked for is elsewhere.
    /// </summary>
    protected void FocusNext(string id)
    {
        _focus = id;
        StateHasChanged();
    }

    /// <summary>
    /// Puts other parameters into the address of the page, unless its user has left the page meanwhile, which the browser alone knows.
    /// </summary>
    /// <param name="parameters">By name; null removes one.</param>
    protected Task ReplaceQueryAsync(IReadOnlyDictionary<string, object?> parameters) => TryAsync(async () =>
        await Browser.InvokeVoidAsync("mcpUi.replaceAddress", Gone, Navigation.GetUriWithQueryParameters(parameters)));

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && !_isDisposed)
        {
            if (Every is { } period)
            {
                _timer = Time.CreateTimer(_ => Follow(TickAsync), null, period, period);
            }

            await TryAsync(SuggestAsync);
        }

        if (_focus is { } id)
        {
            _focus = null;
            await Browser.InvokeVoidAsync("mcpUi.focus", Gone, id);
        }
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _following?.Dispose();
            _timer?.Dispose();
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
        catch (StorageUnavailableException failure)
        {
            ShowError(failure.Message);
        }
    }

    /// <summary>
    /// Whether an action runs that was begun by <see cref="BusyAsync"/>. Buttons say it (<c>aria-disabled</c>) but are not disabled: a
    /// disabled one loses the focus of those who work with the keyboard.
    /// </summary>
    protected bool IsBusy { get; private set; }

    /// <summary>As <see cref="TryAsync"/>, and shows what has come of it; does nothing while another one runs.</summary>
    protected async Task BusyAsync(Func<Task> action)
    {
        if (IsBusy)
        {
            return;
        }

        IsBusy = true;
        try
        {
            await TryAsync(action);
            await ReloadAsync();
        }
        finally
        {
            IsBusy = false;
        }
    }

    protected void ShowDone(string text) => Toasts.Add(ToastTone.Done, text);

    /// <summary>Says what was done, with a button that undoes it; it works after the page was left, too.</summary>
    protected void ShowUndo(string text, Func<Task> undo) => Toasts.Add(ToastTone.Done, text, new("Undo", undo));

    protected void ShowNote(string text) => Toasts.Add(ToastTone.Note, text);

    protected void ShowError(string text) => Toasts.Add(ToastTone.Error, text);

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

    private void OnChange(UiChange change)
    {
        if (Concerns(change))
        {
            Follow(ReloadAsync);
        }
    }

    /// <summary>Does what nobody waits for, from any thread. What breaks is shown as if the user had done it.</summary>
    private void Follow(Func<Task> action)
    {
        if (!_isDisposed)
        {
            _ = InvokeAsync(async () =>
            {
                try
                {
                    await action();
                }
#pragma warning disable CA1031 // handed on to the error boundary of the page
                catch (Exception failure) when (!_isDisposed)
#pragma warning restore CA1031
                {
                    await DispatchExceptionAsync(failure);
                }
            });
        }
    }

    private async Task FollowAsync(Task loading)
    {
        await loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _waiting = null;
        await (_loading = LoadOnceAsync());
    }

    private async Task LoadOnceAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isLoading = true;
        try
        {
            await TryAsync(async () =>
            {
                await LoadAsync();
                IsLoaded = true;
            });
        }
        finally
        {
            _isLoading = false;
        }

        if (!_isDisposed)
        {
            StateHasChanged();
        }
    }
}
