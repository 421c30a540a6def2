using System.Globalization;

namespace AgentSupport.A2a;

/// <summary>A task as the agent keeps it. One message is worked on at a time; a task that has ended stays as it is.</summary>
internal sealed class TaskRecord(string id, string contextId, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Artifact> _artifacts = [];
    private readonly List<Message> _history = [];
    private AgentTaskStatus _status = new();
    private Action? _cancel;

    public string Id { get; } = id;

    public string ContextId { get; } = contextId;

    public object? Memory { get; set; }

    public AgentTask Show()
    {
        lock (_lock)
        {
            return new() { Id = Id, ContextId = ContextId, Status = _status, Artifacts = [.. _artifacts], History = [.. _history] };
        }
    }

    /// <summary>Begins with a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancel">Ends the work when the task is cancelled; not called after <see cref="End"/>.</param>
    /// <exception cref="A2aException">The task has ended, or works on another message.</exception>
    public void Begin(Message message, Action cancel)
    {
        lock (_lock)
        {
            if (TaskStates.IsFinal(_status.State))
            {
                throw new A2aException(A2aErrors.Unsupported, "The task has ended: send a message without a taskId for a new one.");
            }

            if (_cancel is not null)
            {
                throw new A2aException(A2aErrors.Unsupported, "The task is working on another message: wait for its answer.");
            }

            _cancel = cancel;
            _history.Add(message with { TaskId = Id, ContextId = ContextId });
            _status = StatusOf(TaskStates.Working, null);
        }
    }

    /// <summary>Ends the work on a message, and says how in the same step: whoever hears of it may send the next message.</summary>
    public AgentTaskStatus End(string state, string text)
    {
        lock (_lock)
        {
            _cancel = null;
            if (!TaskStates.IsFinal(_status.State))
            {
                _status = StatusOf(state, text);
                _history.Add(_status.Message!);
            }

            return _status;
        }
    }

    public AgentTaskStatus? TryReport(string text)
    {
        lock (_lock)
        {
            return TaskStates.IsFinal(_status.State) ? null : _status = StatusOf(TaskStates.Working, text);
        }
    }

    public bool TryAdd(Artifact artifact)
    {
        lock (_lock)
        {
            if (TaskStates.IsFinal(_status.State))
            {
                return false;
            }

            _artifacts.Add(artifact);
            return true;
        }
    }

    /// <exception cref="A2aException">The task has ended.</exception>
    public void Cancel()
    {
        lock (_lock)
        {
            if (TaskStates.IsFinal(_status.State))
            {
                throw new A2aException(A2aErrors.TaskNotCancelable, "The task has ended.");
            }

            _status = StatusOf(TaskStates.Canceled, "Cancelled, as asked.");
            _cancel?.Invoke();
        }
    }

    private AgentTaskStatus StatusOf(string state, string? text) => new()
    {
        State = state,
        Message = text is null ? null : Message.Of(Message.Agent, text) with { TaskId = Id, ContextId = ContextId },
        Timestamp = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };
}
