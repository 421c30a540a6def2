using System.Buffers;
using System.Text.Json;
using McpGateway.Proxy.A2a;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;
using static McpGateway.Fuzz.Targets.A2aCaller;

namespace McpGateway.Fuzz.Targets;

/// <summary>
/// What a client sends an agent: where it goes on, every id in an id's place is one of the caller's own, it has one message at most, no
/// member twice, and its skill and tenant are those that were judged.
/// </summary>
internal sealed class A2aRequestTarget : FuzzTarget
{
    private const string Tenant = "ten";

    public override string Name => "a2arequest";

    public override long BytesPerByte => 2000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "@", "A", "B", "K", "V", "a", "\"message\":{", "\"request\":{", "\"taskId\":", "\"task_id\":", "\"id\":", "\"contextId\":",
        "\"context_id\":", "\"referenceTaskIds\":[", "\"metadata\":{", "\"skillId\":\"k\"", "\"skill\":\"k\"", "\"configuration\":{",
        "\"pushNotificationConfig\":{", "\"url\":\"https://me.example/\"", "\"tenant\":", "\"params\":{", "\"jsonrpc\":\"2.0\"",
        "\"method\":\"GetTask\"", "\"name\":", "\"parent\":", "\"tasks/t1\"", "\"\"", "null", "{", "}", "[", "]", ",", "\"",
        $"\"{OwnTask}\"", $"\"{Context}\"", $"\"{OthersTask}\"", $"\"{OthersContext}\"", $"\"tasks/{OwnTask}/x\"", "\"t1\"", "\"chat\"",
    ];

    public override int Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return 0;
        }

        var (operation, isVersion1, isRpc) = Choose(input[0]);
        var body = input.AsMemory(1);
        var walk = new RequestWalk(body, New(), new(IssuesContexts: true, Tenant, AllowsPrivateAddresses: false));
        if (!TryWalk(walk, body, operation, isVersion1, isRpc))
        {
            return HashCode.Combine(operation, isRpc);
        }

        if (walk.Problem is { } problem)
        {
            Require(problem.Length is > 0 and < 300, "a refusal says why, shortly");
            return HashCode.Combine(operation, problem);
        }

        if (walk.NotFound is not null)
        {
            return HashCode.Combine(operation, walk.NotFound, walk.Skill is null, walk.AsksForPush);
        }

        var output = new ArrayBufferWriter<byte>();
        Require(walk.TryWrite(output) == walk.IsChanged, "what is changed is written");
        Require(!walk.IsChanged || output.WrittenCount == walk.ChangedLength, "it is as long as was said");

        // Fails where a member is there twice, at any depth.
        using var passed = JsonDocument.Parse(
            walk.IsChanged ? output.WrittenMemory : body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var count = Check(passed.RootElement, operation, isRpc, walk);
        return HashCode.Combine(operation, isRpc, walk.Skill is null, walk.AsksForPush, walk.Context is null, Math.Min(count, 6));
    }

    /// <summary>As the pipeline does it. False when the text is refused before.</summary>
    private static bool TryWalk(
        RequestWalk walk, ReadOnlyMemory<byte> body, A2aOperation operation, bool isVersion1, bool isRpc)
    {
        if (isRpc)
        {
            if (!JsonRpcReader.TryRead(body, out var message, out _) || message.IsBatch || message[0].Kind != JsonRpcKind.Request)
            {
                return false;
            }

            walk.Run(A2aShapes.Request(operation, isVersion1));
            return true;
        }

        if (JsonRpcReader.BytesProblem(body.Span) is not null)
        {
            return false;
        }

        try
        {
            walk.Run(A2aShapes.Params(operation, isVersion1));
            return walk.IsObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int Check(JsonElement root, A2aOperation operation, bool isRpc, RequestWalk walk)
    {
        JsonElement[] all = isRpc ? [.. Members(root, "params")] : [root];
        Require(all.Length == 1, "there are parameters");
        var parameters = all[0];
        if (parameters.ValueKind != JsonValueKind.Object)
        {
            return -1;
        }

        JsonElement[] messages = A2aMethods.CarriesMessage(operation)
            ? [.. Members(parameters, "message").Concat(Members(parameters, "request"))] : [];
        Require(messages.Count(static message => message.ValueKind != JsonValueKind.Null) <= 1, "one message at most");
        Require(Array.TrueForAll(messages, static message => message.ValueKind is JsonValueKind.Object or JsonValueKind.Null),
            "a message is an object");
        string[] tasks =
        [
            .. Texts(messages.SelectMany(static message => Members(message, "taskId").Concat(Members(message, "referenceTaskIds")))),
            .. Texts(operation switch
            {
                A2aOperation.GetTask or A2aOperation.CancelTask or A2aOperation.SubscribeToTask => Members(parameters, "id"),
                A2aOperation.CreatePushConfig => Members(parameters, "taskId"),
                _ => [],
            }),
        ];
        Require(Array.TrueForAll(tasks, static task => task is "t1" or ""), "a task is the caller's");
        Require(
            Texts(messages.SelectMany(static message => Members(message, "contextId"))).All(IsOwn), "a context is the caller's");
        CheckSkill(parameters, messages, walk);
        Require(Texts(Members(parameters, "tenant")).SequenceEqual([Tenant]), "the tenant is the gateway's");
        return tasks.Length + (messages.Length * 3);
    }

    private static void CheckSkill(JsonElement parameters, JsonElement[] messages, RequestWalk walk)
    {
        var named = messages.Length == 0 ? [] : Texts(
            messages.Append(parameters).SelectMany(static part => Members(part, "metadata"))
                .SelectMany(static metadata => Members(metadata, "skillId").Concat(Members(metadata, "skill"))));
        Require(named.All(skill => skill.Length == 0 || skill == walk.Skill), "the skill is the one that was judged");
    }

    private static bool IsOwn(string context) =>
        context is "c1" or "" || New().Owns(context);
}
