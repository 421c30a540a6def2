using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace McpGateway.Core.Scanning.Llm;

/// <summary>Makes clients of chat models. The address is the operator's own word, so it may be anywhere.</summary>
internal sealed class ChatClients(IHttpClientFactory clients, TimeProvider time)
{
    public const string ClientName = "scan-llm";

    private const string OpenAiBase = "https://api.openai.com/v1";
    private const string AzureApiVersion = "2024-10-21";

    public IChatClient Create(LlmOptions options) =>
        options.IsBedrock ? new BedrockChatClient(clients, options, time) : CreateOpenAi(options);

    private IChatClient CreateOpenAi(LlmOptions options)
    {
        var root = (options.ApiBase ?? OpenAiBase).TrimEnd('/');
        var settings = new OpenAIClientOptions
        {
            Endpoint = new(options.IsAzure ? $"{root}/openai/deployments/{Uri.EscapeDataString(options.ModelName)}" : root),
            Transport = new HttpClientPipelineTransport(clients.CreateClient(ClientName)),

            // A scan that fails is tried again as a whole.
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = options.Timeout,
        };
        if (options.IsAzure)
        {
            settings.AddPolicy(new AzurePolicy(options.ApiKey ?? ""), PipelinePosition.PerCall);
        }

        // The library wants a key where the service wants none.
        var key = new ApiKeyCredential(string.IsNullOrWhiteSpace(options.ApiKey) ? "none" : options.ApiKey);
        return new OpenAIClient(key, settings).GetChatClient(options.ModelName).AsIChatClient();
    }

    /// <summary>Azure wants its own header and the version of its API in the address.</summary>
    private sealed class AzurePolicy(string key) : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Change(message);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Change(message);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private void Change(PipelineMessage message)
        {
            message.Request.Headers.Set("api-key", key);
            message.Request.Uri = new UriBuilder(message.Request.Uri!) { Query = $"api-version={AzureApiVersion}" }.Uri;
        }
    }
}
