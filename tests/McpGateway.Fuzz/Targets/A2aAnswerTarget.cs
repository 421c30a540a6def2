using System.Buffers;
using System.Text.Json;
using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Streaming;
using static McpGateway.Fuzz.Targets.A2aCaller;

namespace McpGateway.Fuzz.Targets;

/// <summary>
/// What an agent answers: no reader of what is passed on finds an id of the agent's in an id's place, a task of another caller in a list,
/// or the agent's address in a card.
/// </summary>
internal sealed class A2aAnswerTarget : FuzzTarget
{
    private static readonly CardPlace Place = new("https://gw.example/a", null, AllowsPush: false);

    public override string Name => "a2aanswer";

    public override long BytesPerByte => 2000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "@", "C", "J", "V", "Y", "_", "\"id\":\"t1\"", "\"taskId\":\"t1\"", "\"task_id\":\"t1\"", "\"contextId\":\"c1\"", "\"id\":7",
        "\"context_id\":\"c1\"", "\"ta\\u0073kId\":\"t1\"", "\"task\":{", "\"message\":{", "\"status\":{", "\"history\":[",
        "\"statusUpdate\":{", "\"artifactUpdate\":{", "\"result\":{", "\"result\":[", "\"error\":{", "\"data\":[", "\"metadata\":{",
        "\"tasks\":[", "\"totalSize\":3", $"{{\"id\":\"t1\",\"contextId\":\"{OwnContext}\"}}",
        $"{{\"id\":\"t2\",\"contextId\":\"{OthersContext}\"}}", "{\"id\":\"t1\",\"contextId\":\"c1\"}", "\"configs\":[",
        "\"name\":\"tasks/t1/x\"", "\"supportedInterfaces\":[", "{\"url\":\"https://agent.example/\",\"protocolBinding\":\"JSONRPC\"}",
        "\"url\":\"https://agent.example/\"", "\"signatures\":[]", "{", "}", "[", "]", ",", "\"", "null",
    ];

    public override int Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return 0;
        }

        var (operation, isAnswer, isRpc) = Choose(input[0]);
        var json = input.AsMemory(1);
        var answers = new A2aAnswers(operation, isRpc, New(), new A2aExpectation
        {
            Card = static card => GatewayCard.Rewrite(card, Place),
            RawId = isRpc ? "7"u8.ToArray() : default,
        });
        var output = new ArrayBufferWriter<byte>();
        var result = answers.Filter(json, !isAnswer, output);
        Require(result == FilterResult.Filtered == (output.WrittenCount > 0), "what is filtered is written, and nothing else");
        using var passed = result == FilterResult.Refused ? null : Parse(result == FilterResult.Filtered ? output.WrittenMemory : json);
        Require(result != FilterResult.Filtered || passed is not null, "what is written is JSON");
        Require(result == FilterResult.Refused || passed is not null || json.IsEmpty || !isAnswer, "what cannot be read is refused");
        var shown = passed is null || !isAnswer ? 0 : Check(passed.RootElement, operation, isRpc);
        return HashCode.Combine(operation, isAnswer, isRpc, result, shown, Math.Min(output.WrittenCount / 16, 64));
    }

    private static int Check(JsonElement root, A2aOperation operation, bool isRpc)
    {
        JsonElement[] results = isRpc ? [.. Members(root, "result")] : [root];
        return results.Sum(result => operation switch
        {
            A2aOperation.ListTasks => CheckList(result),
            A2aOperation.GetExtendedCard => CheckCard(result),
            A2aOperation.CreatePushConfig or A2aOperation.GetPushConfig or A2aOperation.ListPushConfigs => CheckPush(result),
            A2aOperation.DeletePushConfig => 0,
            _ => Objects([result]).Sum(CheckEvent),
        });
    }

    private static int CheckList(JsonElement list)
    {
        Require(list.ValueKind is JsonValueKind.Object or JsonValueKind.Null, "a list of tasks is an object");
        var count = 0;
        foreach (var tasks in Members(list, "tasks"))
        {
            Require(tasks.ValueKind is JsonValueKind.Array or JsonValueKind.Null, "tasks are a list");
            foreach (var task in tasks.ValueKind == JsonValueKind.Array ? tasks.EnumerateArray() : default)
            {
                Require(Texts(Members(task, "contextId")).Single() is { } context && context == "chat", "a listed task is the caller's");
                CheckTask(task);
                count++;
            }
        }

        return Math.Min(count, 8);
    }

    private static int CheckCard(JsonElement card)
    {
        var addresses = Texts(Members(card, "url"))
            .Concat(Texts(Objects(Members(card, "supportedInterfaces").Concat(Members(card, "additionalInterfaces")))
                .SelectMany(static item => Members(item, "url"))))
            .ToArray();
        Require(Array.TrueForAll(addresses, static address => address == Place.Address), "a card leads to the gateway");
        Require(!Members(card, "signatures").Any(), "a card has no signature");
        return Math.Min(addresses.Length, 8);
    }

    private static int CheckPush(JsonElement result)
    {
        foreach (var config in Objects([result]).Concat(Objects(Objects([result]).SelectMany(static item => Members(item, "configs")))))
        {
            NoId(Members(config, "taskId"));
            Require(Texts(Members(config, "name")).All(static name => name != "tasks/t1/x"), "a name has no id of the agent's");
        }

        return 1;
    }

    private static int CheckEvent(JsonElement entry)
    {
        CheckTask(entry);
        CheckMessages(entry, "message");
        CheckMessages(entry, "msg");
        NoId(Members(entry, "taskId"));
        foreach (var task in Objects(Members(entry, "task")))
        {
            CheckTask(task);
        }

        foreach (var update in Objects(Members(entry, "statusUpdate").Concat(Members(entry, "artifactUpdate"))))
        {
            NoId(Members(update, "taskId").Concat(Members(update, "contextId")));
            CheckStatus(update);
        }

        return 1;
    }

    private static void CheckTask(JsonElement task)
    {
        NoId(Members(task, "id").Concat(Members(task, "contextId")));
        CheckStatus(task);
        CheckMessages(task, "history");
    }

    private static void CheckStatus(JsonElement within)
    {
        foreach (var status in Objects(Members(within, "status")))
        {
            CheckMessages(status, "message");
            CheckMessages(status, "update");
        }
    }

    private static void CheckMessages(JsonElement within, string name)
    {
        foreach (var message in Objects(Members(within, name)))
        {
            NoId(Members(message, "taskId").Concat(Members(message, "contextId")).Concat(Members(message, "referenceTaskIds")));
        }
    }

    private static void NoId(IEnumerable<JsonElement> values) =>
        Require(Texts(values).All(static text => text is not ("t1" or "t2" or "c1")), "no id of the agent's stands in an id's place");
}
