using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using ReferenceAgent.Tools;

namespace ReferenceAgent.Conversations;

/// <summary>
/// A model that calls a tool which does not exist hears which there are, and the user hears of it. The model stays its owner's.
/// </summary>
internal sealed class KnownTools(IChatClient model, Toolbox toolbox, Journal journal) : IChatClient
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var all = messages.ToArray();
        await PutRightAsync(all);
        return await model.GetResponseAsync(all, options, cancellationToken);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = messages.ToArray();
        await PutRightAsync(all);
        await foreach (var update in model.GetStreamingResponseAsync(all, options, cancellationToken))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => model.GetService(serviceType, serviceKey);

    public void Dispose()
    {
    }

    private async Task PutRightAsync(ChatMessage[] messages)
    {
        string[] known = [.. toolbox.Tools.Select(static tool => tool.Name)];
        var contents = messages.SelectMany(static message => message.Contents).ToArray();
        foreach (var call in contents.OfType<FunctionCallContent>().Where(call => !known.Contains(call.Name, StringComparer.Ordinal)))
        {
            var outcome = ToolOutcome.Failed($"There is no tool '{call.Name}'. There are: {string.Join(", ", known)}.");
            var result = contents.OfType<FunctionResultContent>().FirstOrDefault(result => result.CallId == call.CallId);
            if (result is not null && result.Result as string != outcome.ToString())
            {
                result.Result = outcome.ToString();
                if (_told.Add(call.CallId))
                {
                    await journal.EndAsync(call.Name, outcome);
                }
            }
        }
    }
}
