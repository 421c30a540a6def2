namespace McpGateway.Foundation.Aws;

/// <summary>What requests to AWS are signed with.</summary>
/// <param name="SessionToken">Belongs to temporary keys.</param>
public sealed record AwsKeys(string AccessKeyId, string SecretKey, string? SessionToken)
{
    /// <summary>Without the secrets.</summary>
    public override string ToString() => AccessKeyId;
}
