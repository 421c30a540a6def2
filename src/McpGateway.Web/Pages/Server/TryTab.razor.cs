using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Invocation;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;
using McpGateway.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Server;

/// <summary>A form made from a tool's schema, and what the tool answers.</summary>
public sealed partial class TryTab : IDisposable
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);
    private IReadOnlyList<SchemaField> _fields = [];
    private CancellationTokenSource? _stop;
    private ToolRecord? _tool;
    private ToolRun? _run;
    private ToolProgress? _progress;
    private string? _error;
    private string? _initial;
    private string _json = "{}";
    private string _jsonProblem = "";
    private string _state = "idle";
    private bool _asJson;
    private bool _isRunning;

    [Parameter, EditorRequired]
    public ServerDetails Details { get; set; } = null!;

    /// <summary>Name of the tool to begin with.</summary>
    [Parameter]
    public string? Initial { get; set; }

    /// <summary>Hears which tool was chosen, for the address of the page.</summary>
    [Parameter]
    public EventCallback<string> Chosen { get; set; }

    [Inject]
    private RunTool Runner { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    public void Dispose()
    {
        _stop?.Cancel();
        _stop?.Dispose();
    }

    protected override void OnParametersSet()
    {
        // What is being typed stays when the server's state changes meanwhile; another tool in the address is another one.
        var isOther = Initial != _initial && Initial is not null && Initial != _tool?.Name;
        _initial = Initial;
        if (isOther || _tool is null || Details.Tools.All(tool => tool.Name != _tool.Name))
        {
            Choose(Initial);
        }
    }

    private Task ChooseAsync(string? name)
    {
        Choose(name);
        return _tool is null ? Task.CompletedTask : Chosen.InvokeAsync(_tool.Name);
    }

    private void Choose(string? name)
    {
        // An answer that is still on its way belongs to the tool that was left.
        _stop?.Cancel();
        _isRunning = false;
        _tool = Details.Tools.FirstOrDefault(tool => tool.Name == name) ?? (Details.Tools is [var first, ..] ? first : null);
        _fields = _tool is null ? [] : SchemaField.Of(_tool.InputSchema);
        _values.Clear();
        _problems.Clear();
        (_run, _error, _progress, _json, _state) = (null, null, null, "{}", "idle");
        foreach (var field in _fields.Where(static field => field.Default is not null))
        {
            _values[field.Name] = field.Default!;
        }
    }

    private void Set(SchemaField field, string? text)
    {
        _problems.Remove(field.Name);
        if (string.IsNullOrEmpty(text))
        {
            _values.Remove(field.Name);
        }
        else
        {
            _values[field.Name] = text;
        }
    }

    private void SwitchForm()
    {
        if (_asJson && Read() is { } arguments)
        {
            _json = JsonText.Pretty(arguments);
        }
    }

    private JsonElement? Read()
    {
        _problems.Clear();
        var arguments = new JsonObject();
        foreach (var field in _fields)
        {
            if (!_values.TryGetValue(field.Name, out var text))
            {
                if (field.IsRequired && field.Kind == SchemaKind.Flag)
                {
                    arguments[field.Name] = false;
                }
                else if (field.IsRequired)
                {
                    _problems[field.Name] = "This argument is required";
                }
            }
            else if (field.TryRead(text, out var value, out var problem))
            {
                arguments[field.Name] = JsonNode.Parse(value.GetRawText());
            }
            else
            {
                _problems[field.Name] = problem;
            }
        }

        return _problems.Count > 0 && !_asJson ? null : JsonText.TryParse(arguments.ToJsonString());
    }

    private JsonElement? ReadJson()
    {
        var parsed = JsonText.TryParse(_json);
        _jsonProblem = parsed is { ValueKind: JsonValueKind.Object }
            ? ""
            : "This must be a JSON object, for instance {\"name\": \"value\"}";
        return _jsonProblem.Length == 0 ? parsed : null;
    }

    private async Task RunAsync()
    {
        if (_tool is null || (_asJson ? ReadJson() : Read()) is not { } arguments)
        {
            return;
        }

        _stop?.Dispose();
        var stop = _stop = new();
        (_run, _error, _progress, _isRunning, _state) = (null, null, null, true, "running");
        try
        {
            var session = await Session.RequireAsync();
            var origin = await Session.OriginAsync();
            var progress = new Relay(value => _ = InvokeAsync(() =>
            {
                if (stop == _stop && !stop.IsCancellationRequested)
                {
                    _progress = value;
                    StateHasChanged();
                }
            }));
            var result = await Runner.ExecuteAsync(
                new()
                {
                    Caller = session.Connection,
                    Origin = origin,
                    ServerPath = Details.View.Server.Key,
                    Tool = _tool.Name,
                    Arguments = arguments,
                }, progress, stop.Token);
            Finish(stop, result.Value, result.Error?.Detail);
        }
        catch (SessionEndedException)
        {
            Finish(stop, null, "Your session has ended.");
        }
        catch (OperationCanceledException)
        {
            Finish(stop, null, "Stopped. The server was told that nobody waits any more.");
        }
    }

    /// <summary>Shows what came of a call, unless another tool or call was begun since.</summary>
    private void Finish(CancellationTokenSource stop, ToolRun? run, string? error)
    {
        if (stop == _stop && _isRunning)
        {
            (_run, _error, _isRunning) = (run, error, false);
            _state = error is not null ? "refused" : run is { IsError: true } ? "error" : "done";
        }
    }

    private void Stop() => _stop?.Cancel();

    private sealed class Relay(Action<ToolProgress> target) : IProgress<ToolProgress>
    {
        public void Report(ToolProgress value) => target(value);
    }
}
