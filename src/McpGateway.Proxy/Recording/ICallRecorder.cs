namespace McpGateway.Proxy.Recording;

/// <summary>Port: takes call records. Must not block: a full queue drops and counts.</summary>
public interface ICallRecorder
{
    void Record(CallRecord record);
}
