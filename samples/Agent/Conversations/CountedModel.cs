using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ReferenceAgent.Conversations;

/// <summary>Counts how often the model was asked for one answer. The model stays its owner's.</summary>
internal sealed class CountedModel(IChatClient model) : IChatClient
{
    public int Rounds { get; set; }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Rounds++;
        return model.GetResponseAsync(messages, options, cancellationToken);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Rounds++;
        await foreach (var update in model.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => model.GetService(serviceType, serviceKey);

    public void Dispose()
    {
    }
}
