using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>
/// One call to a remote provider. What goes wrong becomes an error without anything the provider said: it may quote keys or texts.
/// </summary>
internal static class EmbeddingCall
{
    public static async Task<Result<T>> SendAsync<T>(
        IHttpClientFactory clients, HttpRequestMessage request, JsonTypeInfo<T> json, int maxBytes, CancellationToken cancellationToken)
        where T : class
    {
        using var client = clients.CreateClient(EmbeddingServices.HttpClientName);
        client.MaxResponseContentBufferSize = maxBytes;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return new Error(ErrorKind.Unavailable, $"the service answered {(int)response.StatusCode}");
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var answer = await JsonSerializer.DeserializeAsync(body, json, cancellationToken);
            return answer is null ? new Error(ErrorKind.Unavailable, "the service's answer is empty") : answer;
        }
        catch (HttpRequestException failure)
        {
            return new Error(ErrorKind.Unavailable, $"the service cannot be reached ({failure.HttpRequestError})");
        }
        catch (JsonException)
        {
            return new Error(ErrorKind.Unavailable, "the service's answer is not the JSON it should be");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Error(ErrorKind.Unavailable, "the service did not answer in time");
        }
    }
}
