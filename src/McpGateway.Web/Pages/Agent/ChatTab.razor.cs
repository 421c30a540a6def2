using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Invocation;
using McpGateway.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace McpGateway.Web.Pages.Agent;

/// <summary>A conversation with an agent, through the gateway, as the person who looks. It is gone with the page.</summary>
public sealed partial class ChatTab : IDisposable
{
    private const int MaxTurns = 50;

    private readonly List<ChatTurn> _turns = [];
    private CancellationTokenSource? _stop;
    private string _text = "";
    private string _skill = "";
    private string _hint = "";
    private string _state = "idle";
    private string? _context;
    private string? _task;
    private string? _initial;
    private bool _isRunning;
    private bool _isStopping;

    [Parameter, EditorRequired]
    public AgentView View { get; set; } = null!;

    [Parameter]
    public AgentAccess? Access { get; set; }

    /// <summary>Id of the skill to begin with.</summary>
    [Parameter]
    public string? Initial { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private TalkToAgent Talk { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    private IReadOnlyList<string> _examples =>
        [.. View.Entry.Card.Skills.Where(skill => _skill.Length == 0 || skill.Id == _skill)
            .SelectMany(static skill => skill.Examples ?? []).Where(static example => example.Length is > 0 and < 120).Take(4)];

    public void Dispose()
    {
        _stop?.Cancel();
        _stop?.Dispose();
    }

    internal static string WordOf(string state) => state switch
    {
        "submitted" => "Taken",
        "working" => "Working",
        "completed" => "Done",
        "failed" => "Failed",
        "canceled" => "Canceled",
        "rejected" => "Rejected",
        "input-required" => "Waits for your answer",
        "auth-required" => "Wants a sign-in",
        _ => state,
    };

    /// <summary>What went wrong never looks like what went well.</summary>
    internal static string ToneOf(string state) => state switch
    {
        "completed" => "good",
        "failed" or "rejected" => "bad",
        "canceled" or "input-required" or "auth-required" => "warn",
        _ => "busy",
    };

    protected override void OnParametersSet()
    {
        if (Initial != _initial)
        {
            _initial = Initial;
            _skill = View.Entry.Card.Skills.Any(skill => skill.Id == Initial) ? Initial! : "";
        }
    }

    private Task OnKeyAsync(KeyboardEventArgs key) => key is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true }
        ? SendAsync()
        : Task.CompletedTask;

    private void Restart()
    {
        _stop?.Cancel();
        _turns.Clear();
        (_context, _task, _isRunning, _isStopping, _state) = (null, null, false, false, "idle");
    }

    private async Task SendAsync()
    {
        if (_isRunning)
        {
            return;
        }

        _hint = _text.Trim().Length == 0 ? "Write a message first."
            : _skill.Length == 0 && Access is { NeedsSkill: true, MaySend: true } ? "Choose a skill: your rules allow named skills only."
            : "";
        if (_hint.Length > 0)
        {
            return;
        }

        var turn = new ChatTurn(_text, _skill.Length > 0 ? _skill : null);
        if (_turns.Count == MaxTurns)
        {
            _turns.RemoveAt(0);
        }

        _turns.Add(turn);
        _stop?.Dispose();
        var stop = _stop = new();
        (_text, _isRunning, _isStopping, _state) = ("", true, false, "running");
        var problem = await ListenAsync(turn, stop.Token);
        turn.IsRunning = false;
        if (stop == _stop && _turns.Contains(turn))
        {
            turn.Problem = problem;
            (_isRunning, _state) = (false, problem is not null ? "failed" : turn.State ?? "done");
        }
    }

    /// <returns>Why the answer ended before its end; null when it is complete.</returns>
    private async Task<string?> ListenAsync(ChatTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            var session = await Session.RequireAsync();
            var message = new AgentMessage
            {
                Caller = session.Connection,
                Origin = await Session.OriginAsync(),
                AgentPath = View.Agent.Path,
                Text = turn.Text,
                Skill = turn.Skill,
                ContextId = _context,
                TaskId = _task,
            };
            _task = null;
            var began = Time.GetTimestamp();
            await foreach (var said in Talk.SendAsync(message, cancellationToken))
            {
                if (!said.IsSuccess)
                {
                    return said.Error.Detail;
                }

                turn.Add(said.Value, Time.GetElapsedTime(began));
                _context = said.Value.ContextId ?? _context;
                _task = said.Value.AsksForMore ? said.Value.TaskId ?? turn.TaskId : said.Value.State is null ? _task : null;
                StateHasChanged();
            }

            return null;
        }
        catch (SessionEndedException)
        {
            return "Your session has ended.";
        }
        catch (OperationCanceledException)
        {
            // Said by what was done about it.
            return turn.Problem;
        }
    }

    /// <summary>The agent is asked to give up; whether it does or not, nobody listens any more.</summary>
    private async Task StopAsync()
    {
        if (_isStopping || _turns is not [.., { IsRunning: true } turn])
        {
            return;
        }

        _isStopping = true;
        if (turn.TaskId is not { } task)
        {
            turn.Problem = "Canceled before the agent had made a task of it: nobody waits for its answer any more.";
            await (_stop?.CancelAsync() ?? Task.CompletedTask);
            return;
        }

        try
        {
            var session = await Session.RequireAsync();
            var began = Time.GetTimestamp();
            var outcome = await Talk.CancelAsync(
                session.Connection, await Session.OriginAsync(), View.Agent.Path, task, CancellationToken.None);
            if (outcome.IsSuccess)
            {
                turn.Add(outcome.Value, Time.GetElapsedTime(began));
            }
            else
            {
                turn.Problem = $"Nobody listens any more, but the task goes on: {outcome.Error.Detail}";
            }
        }
        catch (SessionEndedException)
        {
            turn.Problem = "Your session has ended.";
        }

        await (_stop?.CancelAsync() ?? Task.CompletedTask);
    }
}
