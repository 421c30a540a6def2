using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace AgentSupport.Llm;

/// <summary>Chat clients for the endpoint that is set.</summary>
public static class ChatClients
{
    public static IChatClient Create(LlmSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var options = new OpenAIClientOptions
        {
            Endpoint = settings.Base,
            RetryPolicy = new ClientRetryPolicy(1),
            NetworkTimeout = settings.Timeout,
        };
        var client = new OpenAIClient(new ApiKeyCredential(settings.ApiKey), options).GetChatClient(settings.Model).AsIChatClient();
        return new ModelFaults(client, settings.Timeout);
    }
}
