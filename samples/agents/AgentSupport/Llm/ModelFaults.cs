using System.ClientModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentSupport.Llm;

/// <summary>The model cannot be used.</summary>
/// <param name="message">Why, in words for a person; never the endpoint's own, which may repeat the key.</param>
/// <param name="inner">What happened.</param>
public sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Limits the time of each answer, of a streamed one between its pieces, and gives whatever else goes wrong a name.</summary>
/// <param name="inner">The model.</param>
/// <param name="timeout">How long it may be silent.</param>
/// <param name="statusOf">HTTP status in a fault of the model's own library; null when it is none.</param>
public sealed class ModelFaults(IChatClient inner, TimeSpan timeout, Func<Exception, int?>? statusOf = null)
    : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var response = await base.GetResponseAsync(messages, options, limit.Token);
            return response.Messages.Any(static message => message.Contents.Count > 0) ? response : throw Empty();
        }
        catch (Exception fault) when (fault is not ModelException && !cancellationToken.IsCancellationRequested)
        {
            throw Named(fault, limit.IsCancellationRequested);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var updates = base.GetStreamingResponseAsync(messages, options, limit.Token).GetAsyncEnumerator(limit.Token);
        var hasContent = false;
        while (true)
        {
            limit.CancelAfter(timeout);
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    break;
                }
            }
            catch (Exception fault) when (fault is not ModelException && !cancellationToken.IsCancellationRequested)
            {
                throw Named(fault, limit.IsCancellationRequested);
            }

            hasContent |= updates.Current.Contents.Any(
                static content => content is TextContent { Text.Length: > 0 } or FunctionCallContent);
            yield return updates.Current;
        }

        if (!hasContent)
        {
            throw Empty();
        }
    }

    private static ModelException Empty() => new("The language model's answer is empty.");

    private ModelException Named(Exception fault, bool isLate) => fault switch
    {
        _ when isLate => new($"The language model did not answer within {timeout.TotalSeconds:0} s (LLM_TIMEOUT).", fault),
        _ when StatusOf(fault) is 401 or 403 => new("The language model refuses the key: check LLM_API_KEY.", fault),
        _ when StatusOf(fault) is { } status and > 0 => new($"The language model's endpoint answers {status}.", fault),
        HttpRequestException or ClientResultException or AggregateException =>
            new("The language model cannot be reached: check LLM_API_BASE.", fault),
        _ => new("The language model's answer cannot be read: LLM_API_BASE must speak OpenAI's chat completions.", fault),
    };

    private int? StatusOf(Exception fault) => fault is ClientResultException result ? result.Status : statusOf?.Invoke(fault);
}
