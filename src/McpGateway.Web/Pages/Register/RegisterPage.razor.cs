using McpGateway.Core.Health.Checks;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Web.Live;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Register;

/// <summary>Registers a server, or edits one. Validates while typing with the rules of the registry itself.</summary>
public sealed partial class RegisterPage
{
    /// <summary>The elements of the form from top to bottom.</summary>
    private static readonly List<string> Order = [
        "url", "add-header", "mcp-endpoint", "sse-endpoint", "name", "path", "description", "tags", "version", "license"];

    private ServerForm? _form;
    private TestedServer? _tested;
    private Error? _error;
    private Error? _refusal;
    private string? _general;
    private bool _wasSubmitted;
    private bool _isPathOwn;
    private bool _isTesting;
    private bool _isBusy;
    private int _check;

    /// <summary>The server to edit; empty to register a new one.</summary>
    [Parameter]
    public string? Path { get; set; }

    [Inject]
    private PinSettings Pins { get; set; } = null!;

    [Inject]
    private ServerQueries Queries { get; set; } = null!;

    [Inject]
    private ServerAuthorization Guard { get; set; } = null!;

    [Inject]
    private RegisterServer Register { get; set; } = null!;

    [Inject]
    private EditServer Edit { get; set; } = null!;

    [Inject]
    private TestServer Test { get; set; } = null!;

    private bool IsNew => string.IsNullOrEmpty(Path);

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        if (IsNew)
        {
            _refusal = caller.Permissions.MayAny(ServerPermissions.Register)
                ? null
                : new Error(ErrorKind.Forbidden, "Your groups do not allow you to register servers. Ask an administrator.");
            _form ??= new();
            return;
        }

        var found = await Queries.FindDetailsAsync(caller, Path!, "No server is registered at this path.", Gone);
        _refusal = !found.IsSuccess ? found.Error
            : !Guard.May(caller, ServerPermissions.Modify, found.Value.View.Server)
                ? new Error(ErrorKind.Forbidden, "Your groups do not allow you to change this server.")
            : found.Value.View.Server.IsBuiltIn
                ? new Error(
                    ErrorKind.Forbidden,
                    "This server comes with the gateway, and so do its name, description, tags and address. "
                        + "It can be switched off or removed.")
            : null;
        if (_refusal is null)
        {
            _form ??= ServerForm.Of(found.Value!.View.Server, found.Value.HeaderNames);
        }
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess;
    }

    /// <summary>What is wrong with a field, once it was filled in or the form was submitted.</summary>
    private string? Problem(params ReadOnlySpan<string> fields)
    {
        foreach (var problem in _error?.Fields ?? [])
        {
            if (fields.Contains(problem.Field) && (_wasSubmitted || IsFilled(problem.Field)))
            {
                return problem.Message;
            }
        }

        return null;
    }

    private string? Invalid(params ReadOnlySpan<string> fields) => Problem(fields) is null ? null : "true";

    private bool IsFilled(string field) => field switch
    {
        "proxy_pass_url" => _form!.Url.Length > 0,
        "name" or "server_name" => _form!.Name.Length > 0,
        "path" => _form!.Path.Length > 0,
        "description" => _form!.Description.Length > 0,
        _ => true,
    };

    private static string ElementOf(string field) => field switch
    {
        "proxy_pass_url" or "ProxyPassUrl" => "url",
        "name" or "server_name" => "name",
        "mcp_endpoint" or "McpEndpoint" => "mcp-endpoint",
        "sse_endpoint" or "SseEndpoint" => "sse-endpoint",
        "headers" or "Headers" => "add-header",
        _ => field,
    };

    private Task NamedAsync()
    {
        if (IsNew && !_isPathOwn)
        {
            _form!.Path = ServerForm.PathOf(_form.Name);
        }

        return CheckAsync();
    }

    private Task PathedAsync()
    {
        _isPathOwn = _form!.Path.Length > 0;
        return CheckAsync();
    }

    /// <summary>Fills the form with what was pasted; a name that was typed stays.</summary>
    private async Task TakeAsync(PastedServer server)
    {
        (_form!.Url, _form.Transport) = (server.Url, server.Transport);
        _form.Name = server.Name.Length > 0 ? server.Name : _form.Name;
        _form.Description = server.Description.Length > 0 ? server.Description : _form.Description;
        _form.Headers.Clear();
        foreach (var (name, value) in server.Headers)
        {
            _form.Headers.Add(new() { Name = name, Value = value });
        }

        _tested = null;
        await NamedAsync();
    }

    private Task AddressedAsync()
    {
        // What was found out is about another address.
        _tested = null;
        return CheckAsync();
    }

    /// <summary>Only the newest check counts: an older one may end later.</summary>
    private Task CheckAsync() => TryAsync(async () =>
    {
        var check = ++_check;
        var draft = _form!.ToDraft() with { IsEnabled = null };
        var error = await Register.CheckAsync(await Session.CallerAsync(), draft, new(Overwrite: !IsNew), Gone);
        if (check == _check)
        {
            (_error, _general) = (error, error is { Kind: ErrorKind.Conflict } ? error.Detail : null);
        }
    });

    private void AddHeader()
    {
        var header = new HeaderField();
        _form!.Headers.Add(header);
        FocusNext(header.Id);
    }

    private void RemoveHeader(HeaderField header)
    {
        _form!.Headers.Remove(header);
        FocusNext("add-header");
    }

    private Task TestAsync() => TryAsync(async () =>
    {
        if (_isTesting)
        {
            return;
        }

        (_isTesting, _tested) = (true, null);
        try
        {
            var url = _form!.Url;
            var outcome = await Test.ExecuteAsync(await Session.CallerAsync(), _form.ToDraft(), Gone);
            if (_form.Url != url)
            {
                return;
            }

            _tested = outcome.Value;
            if (!outcome.IsSuccess)
            {
                ShowError(outcome.Error.Detail);
            }
            else if (IsNew && _form.Name.Length == 0 && outcome.Value.Name is { } name)
            {
                _form.Name = name;
                await NamedAsync();
            }
        }
        finally
        {
            _isTesting = false;
        }
    });

    private Task SaveAsync() => TryAsync(async () =>
    {
        if (_isBusy)
        {
            return;
        }

        (_isBusy, _wasSubmitted, _general) = (true, true, null);
        _check++;
        try
        {
            var caller = await Session.CallerAsync();
            var outcome = IsNew
                ? await Register.ExecuteAsync(caller, _form!.ToDraft(), new(Overwrite: false), Gone)
                : await Edit.ExecuteAsync(caller, Path!, _form!.Apply, Gone);
            _error = outcome.Error;
            if (!outcome.IsSuccess)
            {
                _general = outcome.Error.Fields.Count > 0 ? "Some fields need another look." : outcome.Error.Detail;
                FocusNext(
                    outcome.Error.Fields.Select(static problem => ElementOf(problem.Field)).OrderBy(Order.IndexOf).FirstOrDefault("save"));
                return;
            }

            ShowDone(IsNew ? "The server is registered." : "The changes are saved.");
            foreach (var warning in outcome.Value.Warnings)
            {
                ShowNote(warning);
            }

            Navigation.NavigateTo(ServerLinks.To(outcome.Value.Server.Key));
        }
        finally
        {
            _isBusy = false;
        }
    });
}
