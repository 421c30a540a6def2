using McpGateway.Core.Agents.Cards;

namespace McpGateway.Web.Pages.Agent;

/// <summary>Code that calls an agent through the gateway, ready to paste. Pure.</summary>
internal static class AgentSnippets
{
    public const string Curl = "curl";
    public const string JavaScript = "JavaScript";
    public const string Python = "Python";
    public const string CSharp = "C#";

    public static readonly IReadOnlyList<string> Clients = [Curl, JavaScript, Python, CSharp];

    public static string Where(string client) => client switch
    {
        JavaScript => "npm install @a2a-js/sdk",
        Python => "pip install a2a-sdk",
        CSharp => "dotnet add package A2A",
        _ => "Run this in a terminal.",
    };

    /// <param name="address">Of the agent at the gateway, without a trailing slash.</param>
    public static string CardOf(string address) => address + "/.well-known/agent-card.json";

    public static string For(string client, string address, AgentCard card) => client switch
    {
        JavaScript => JavaScriptOf(address),
        Python => PythonOf(address),
        CSharp => CSharpOf(address),
        _ => CurlOf(address, card),
    };

    private static string CurlOf(string address, AgentCard card)
    {
        var preferred = card.FindInterface(A2aBinding.JsonRpc) ?? card.FindInterface(A2aBinding.HttpJson)!;
        var isVersion1 = preferred.IsVersion1;
        var isRpc = card.FindInterface(A2aBinding.JsonRpc) is not null;
        var (streams, version) = (card.Capabilities.Streaming, preferred.SpokenVersion);
        var message = isVersion1
            ? """{"messageId":"1","role":"ROLE_USER","parts":[{"text":"Hello"}]}"""
            : isRpc ? """{"kind":"message","messageId":"1","role":"user","parts":[{"kind":"text","text":"Hello"}]}"""
            : """{"messageId":"1","role":"ROLE_USER","content":[{"text":"Hello"}]}""";
        var method = isVersion1 ? streams ? "SendStreamingMessage" : "SendMessage" : streams ? "message/stream" : "message/send";
        var target = isRpc ? address : $"{address}{(isVersion1 ? "" : "/v1")}/message:{(streams ? "stream" : "send")}";
        var body = isRpc
            ? $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{"message":""" + message + "}}"
            : """{"message":""" + message + "}";
        return $$"""
            curl {{(streams ? "-N " : "")}}{{target}} \
              -H "Authorization: Bearer YOUR_TOKEN" \
              -H "Content-Type: application/json" \
              -H "A2A-Version: {{version}}" \
              -d '{{body}}'
            """.ReplaceLineEndings("\n");
    }

    private static string JavaScriptOf(string address) => $$"""
        import {
          ClientFactory, ClientFactoryOptions, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory,
        } from '@a2a-js/sdk/client';

        const fetchImpl = (url, init = {}) => fetch(url, {
          ...init, headers: { ...init.headers, Authorization: 'Bearer YOUR_TOKEN' },
        });
        const factory = new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
          transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })],
          cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
        }));
        const client = await factory.createFromUrl('{{address}}/');
        const message = {
          messageId: crypto.randomUUID(), contextId: '', taskId: '', role: 1, extensions: [], referenceTaskIds: [],
          parts: [{ content: { $case: 'text', value: 'Hello' }, filename: '', mediaType: 'text/plain' }],
        };
        for await (const event of client.sendMessageStream({ tenant: '', message })) console.log(event);
        """.ReplaceLineEndings("\n");

    private static string PythonOf(string address) => $$"""
        import asyncio, httpx
        from a2a.client import A2ACardResolver, ClientConfig, create_client
        from a2a.helpers import new_text_message
        from a2a.types import Role, SendMessageRequest

        async def main():
            headers = {"Authorization": "Bearer YOUR_TOKEN"}
            async with httpx.AsyncClient(headers=headers, timeout=60) as http:
                card = await A2ACardResolver(httpx_client=http, base_url="{{address}}").get_agent_card()
                client = await create_client(agent=card, client_config=ClientConfig(httpx_client=http))
                message = new_text_message("Hello", role=Role.ROLE_USER)
                async for event in client.send_message(SendMessageRequest(message=message)):
                    print(event)

        asyncio.run(main())
        """.ReplaceLineEndings("\n");

    private static string CSharpOf(string address) => $$"""
        using A2A;

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "YOUR_TOKEN");
        var card = await new A2ACardResolver(new Uri("{{address}}/"), http).GetAgentCardAsync();
        var client = A2AClientFactory.Create(card, http);
        var answer = await client.SendMessageAsync(new SendMessageRequest
        {
            Message = new Message
            {
                MessageId = Guid.NewGuid().ToString("N"), Role = Role.User, Parts = [Part.FromText("Hello")],
            },
        });
        Console.WriteLine(answer.PayloadCase);
        """.ReplaceLineEndings("\n");
}
