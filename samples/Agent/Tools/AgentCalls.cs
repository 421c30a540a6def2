using System.ComponentModel;
using System.Text.Json;
using AgentSupport.A2a;
using AgentSupport.Gateway;

namespace ReferenceAgent.Tools;

/// <summary>Finds other agents at the gateway and talks with them through it (A2A 1.0).</summary>
internal sealed class AgentCalls(GatewayClient gateway, Journal journal)
{
    private const int MostAgents = 5;

    public async Task<string> DiscoverAsync(
        [Description("What is to be done, in plain words.")] string task, CancellationToken cancellationToken = default)
    {
        await journal.TellAsync($"looking for an agent: {task}");
        return await journal.EndAsync(Toolbox.AgentFinder, await TryAsync("agents", async () =>
        {
            var found = await gateway.FindAsync(task, cancellationToken);
            return ToolOutcome.Done(JsonSerializer.Serialize(found.Take(MostAgents).Select(static agent => new
            {
                agent_path = agent.Path,
                name = agent.Name,
                skills = agent.Skills.Select(static skill => skill.Id),
            })));
        }));
    }

    public async Task<string> CallAsync(
        [Description("'agent_path' of the found agent.")] string agent_path,
        [Description("What to say to it.")] string message,
        [Description("One of its skills, when it has several.")] string? skill = null,
        [Description("The task that an earlier answer has asked about.")] string? task_id = null,
        CancellationToken cancellationToken = default)
    {
        var path = "/" + agent_path.Trim('/');
        await journal.TellAsync($"asking the agent {path}: {message}");
        var said = Message.Of(Message.User, message) with
        {
            TaskId = string.IsNullOrEmpty(task_id) ? null : task_id,
            Metadata = string.IsNullOrEmpty(skill) ? null : A2aJson.Element(new { skillId = skill }),
        };
        return await journal.EndAsync(path, await TryAsync(path, () => ConverseAsync(path, said, cancellationToken)));
    }

    private async Task<ToolOutcome> ConverseAsync(string path, Message said, CancellationToken cancellationToken)
    {
        AgentTaskStatus? last = null;
        var (task, results, words) = ("", new List<string>(), "");
        await foreach (var item in gateway.StreamAsync(path, said, cancellationToken))
        {
            task = item.Task?.Id ?? item.StatusUpdate?.TaskId ?? task;
            last = item.StatusUpdate?.Status ?? item.Task?.Status ?? last;
            words = item.Message is { } answer ? Message.TextOf(answer.Parts) : words;
            if (item.ArtifactUpdate is { } update)
            {
                results.Add(Message.TextOf(update.Artifact.Parts));
            }

            if (item.StatusUpdate?.Status is { State: TaskStates.Working, Message: { } progress })
            {
                await journal.TellAsync($"{path}: {Message.TextOf(progress.Parts)}");
            }
        }

        string[] lines = [.. results, Message.TextOf(last?.Message?.Parts), words];
        var text = string.Join('\n', lines.Where(static line => line.Length > 0));
        return last?.State switch
        {
            null or TaskStates.Completed => ToolOutcome.Done(text),
            TaskStates.InputRequired => ToolOutcome.Done($"The agent asks: {text} (go on with task_id {task})"),
            TaskStates.Rejected => ToolOutcome.Refused($"The agent says: {text}"),
            _ => ToolOutcome.Failed($"The agent says: {text}"),
        };
    }

    private static async Task<ToolOutcome> TryAsync(string what, Func<Task<ToolOutcome>> act)
    {
        try
        {
            return await act();
        }
        catch (A2aException refusal)
        {
            return refusal.HttpStatus is 401 or 403
                ? ToolOutcome.Refused($"The gateway does not let you call {what}: {refusal.Message}")
                : ToolOutcome.Failed($"{what} did not take the request: {refusal.Message}");
        }
        catch (GatewayException refusal)
        {
            return refusal.Status is 401 or 403 ? ToolOutcome.Refused(refusal.Message) : ToolOutcome.Failed(refusal.Message);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException)
        {
            return ToolOutcome.Failed($"The connection to {what} broke off.");
        }
    }
}
