namespace McpGateway.Identity.Cognito;

/// <summary>
/// How accounts and groups are managed in an Amazon Cognito user pool, where <c>AUTH_PROVIDER</c> says <c>cognito</c>. Read from the
/// environment.
/// </summary>
internal sealed class CognitoAdminOptions
{
    /// <summary>Whether the pool's accounts are the ones that the management API is about.</summary>
    public bool IsUsed { get; set; }

    /// <summary><c>COGNITO_USER_POOL_ID</c>: the user pool whose accounts and groups are managed.</summary>
    public string UserPoolId { get; set; } = "";

    /// <summary>The region that the pool's id begins with, or else <c>AWS_REGION</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary><c>COGNITO_ENDPOINT_URL</c>: where the pool's API and keys are, when not at AWS's public address of the region.</summary>
    public string EndpointUrl { get; set; } = "";

    /// <summary>
    /// <c>COGNITO_RESOURCE_SERVER</c>: identifier of the resource server whose scopes are the groups of service accounts.
    /// </summary>
    public string ResourceServer { get; set; } = "";

    /// <summary><c>AWS_ACCESS_KEY_ID</c>: of a key that may manage the pool; without one the container's role counts.</summary>
    public string? AccessKeyId { get; set; }

    /// <summary><c>AWS_SECRET_ACCESS_KEY</c>: belongs to the access key.</summary>
    public string? SecretKey { get; set; }

    /// <summary><c>AWS_SESSION_TOKEN</c>: belongs to temporary keys.</summary>
    public string? SessionToken { get; set; }

    /// <summary>
    /// <c>AWS_CONTAINER_CREDENTIALS_RELATIVE_URI</c> or <c>AWS_CONTAINER_CREDENTIALS_FULL_URI</c>, which ECS and EKS set: where the keys of
    /// the container's role are lent, when there are none above.
    /// </summary>
    public string? ContainerUrl { get; set; }

    /// <summary><c>AWS_CONTAINER_AUTHORIZATION_TOKEN</c>: what is shown where the role's keys are lent; ECS sets it.</summary>
    public string? ContainerToken { get; set; }

    /// <summary><c>AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE</c>: the file that holds this token, as EKS sets it.</summary>
    public string? ContainerTokenFile { get; set; }
}
