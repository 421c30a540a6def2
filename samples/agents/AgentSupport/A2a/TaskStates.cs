namespace AgentSupport.A2a;

/// <summary>States of tasks, by their names in A2A 1.0 (§4.1.3).</summary>
public static class TaskStates
{
    public const string Submitted = "TASK_STATE_SUBMITTED";
    public const string Working = "TASK_STATE_WORKING";
    public const string InputRequired = "TASK_STATE_INPUT_REQUIRED";
    public const string Completed = "TASK_STATE_COMPLETED";
    public const string Failed = "TASK_STATE_FAILED";
    public const string Rejected = "TASK_STATE_REJECTED";
    public const string Canceled = "TASK_STATE_CANCELED";

    /// <summary>Whether nothing more will happen.</summary>
    public static bool IsFinal(string state) => state is Completed or Failed or Rejected or Canceled;
}
