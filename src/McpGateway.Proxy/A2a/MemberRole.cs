namespace McpGateway.Proxy.A2a;

/// <summary>What a member of an object of A2A means to the gateway.</summary>
internal enum MemberRole
{
    /// <summary>Holds objects to look into, one or a list of them.</summary>
    Nested,
    TaskId,
    TaskIds,
    ContextId,

    /// <summary>A text such as <c>tasks/ID/pushNotificationConfigs/ID</c>, by which the HTTP binding of 0.3 names things.</summary>
    ResourceName,

    /// <summary>Where the agent is to send notifications.</summary>
    PushUrl,
    Tenant,
    Skill,

    /// <summary>A list of tasks, of which the caller gets its own.</summary>
    ListedTasks,

    /// <summary>How many tasks there are.</summary>
    TotalSize,

    /// <summary>A whole agent card.</summary>
    Card,

    /// <summary>The id of a JSON-RPC message.</summary>
    RpcId,
}
