namespace AgentSupport.A2a;

/// <summary>The tasks of an agent, in memory. The oldest go when there are too many.</summary>
internal sealed class TaskList(TimeProvider time)
{
    private const int MaxTasks = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskRecord> _tasks = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The task that a message goes on with, or a new one.</summary>
    public TaskRecord For(Message message)
    {
        if (message.TaskId is { Length: > 0 } id)
        {
            var known = Find(id);
            return message.ContextId is not { Length: > 0 } context || context == known.ContextId
                ? known
                : throw new A2aException(A2aErrors.InvalidParams, "The task belongs to another context.");
        }

        var task = new TaskRecord(
            Guid.NewGuid().ToString("N"), message.ContextId is { Length: > 0 } stated ? stated : Guid.NewGuid().ToString("N"), time);
        lock (_lock)
        {
            _tasks.Add(task.Id, task);
            _order.Enqueue(task.Id);
            if (_order.Count > MaxTasks)
            {
                _tasks.Remove(_order.Dequeue());
            }
        }

        return task;
    }

    /// <exception cref="A2aException">There is none.</exception>
    public TaskRecord Find(string? id)
    {
        lock (_lock)
        {
            return id is not null && _tasks.TryGetValue(id, out var task)
                ? task
                : throw new A2aException(A2aErrors.TaskNotFound, "Task not found.");
        }
    }

    public IReadOnlyList<AgentTask> Of(string? contextId)
    {
        lock (_lock)
        {
            return [.. _tasks.Values.Where(task => contextId is null || task.ContextId == contextId).Select(static task => task.Show())];
        }
    }
}
