namespace McpGateway.Proxy.Protocol;

/// <summary>What can be asked of an A2A agent, the same in every binding and version (A2A 1.0 §3.1, §5.3).</summary>
public enum A2aOperation
{
    SendMessage,
    SendStreamingMessage,
    GetTask,
    ListTasks,
    CancelTask,
    SubscribeToTask,
    CreatePushConfig,
    GetPushConfig,
    ListPushConfigs,
    DeletePushConfig,
    GetExtendedCard,
}
