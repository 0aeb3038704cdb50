/// What can be asked of a customer system, the same of every maker's: workflows need not know whose it is.
public enum CRMOperation: String, OperationSet {
  /// Looks a customer up.
  case findCustomer = "customer.find"
  /// Makes or changes a lead, by its external id.
  case upsertLead = "lead.upsert"
  /// Makes or changes a contact, by its external id.
  case upsertContact = "contact.upsert"
  /// Opens a task.
  case createTask = "task.create"
  /// Notes something at a customer.
  case addNote = "note.add"
  /// Notes a conversation at a customer.
  case addActivity = "activity.add"
  /// Writes a customer's segments back.
  case setCustomerSegments = "customer.segments"
  /// Writes an account's segments back.
  case setAccountSegments = "account.segments"
  /// Makes the company of a partner.
  case createPartner = "partner.create"
  /// Makes somebody a member of a campaign, or changes the status.
  case setMember = "campaign.member"
  /// Moves an opportunity to the approved stage.
  case approveOpportunity = "opportunity.approved"
  /// Marks somebody as not to be written to.
  case suppress = "suppression.add"
  /// Opens a task to promote an episode.
  case promoteEpisode = "episode.promote"

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    switch self {
    case .findCustomer: CRMFields.find
    case .upsertLead, .upsertContact: CRMFields.upsert
    case .createTask: CRMFields.task
    case .addNote: CRMFields.note
    case .addActivity: CRMFields.activity
    case .setCustomerSegments: CRMFields.customerSegments
    case .setAccountSegments: CRMFields.accountSegments
    case .createPartner: CRMFields.partner
    case .setMember: CRMFields.member
    case .approveOpportunity: CRMFields.opportunity
    case .suppress: CRMFields.suppression
    case .promoteEpisode: CRMFields.promotion
    }
  }

  /// What has no field of its own goes into the text.
  public var takesOthers: Bool {
    switch self {
    case .upsertLead, .upsertContact, .createTask, .addNote, .addActivity, .createPartner: true
    default: false
    }
  }
}
