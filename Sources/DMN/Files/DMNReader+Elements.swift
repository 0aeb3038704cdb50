import Diagnostics
import XML

extension DMNReader {
  mutating func readInputData(_ element: XMLElement) -> InputData {
    var input = InputData(
      id: readElementID(of: element), label: element.attribute("label"),
      variable: readVariable(of: element), origin: element.origin(in: file))
    input.description = dmnChild("description", of: element)?.allText
    return input
  }

  mutating func readDecision(_ element: XMLElement) -> Decision {
    var decision = Decision(
      id: readElementID(of: element), label: element.attribute("label"),
      variable: readVariable(of: element), requirements: readRequirements(of: element),
      expression: nil, origin: element.origin(in: file))
    for child in dmnChildren(of: element) {
      switch child.name {
      case "description": decision.description = child.allText
      case "question": decision.question = child.allText
      case "allowedAnswers": decision.allowedAnswers = child.allText
      case "variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement",
        "extensionElements", "supportedObjective", "impactedPerformanceIndicator",
        "decisionMaker", "decisionOwner", "usingProcess", "usingTask":
        break
      default:
        if let expression = readExpression(child, in: element) { decision.expression = expression }
      }
    }
    return decision
  }

  mutating func readBusinessKnowledgeModel(_ element: XMLElement) -> BusinessKnowledgeModel {
    var model = BusinessKnowledgeModel(
      id: readElementID(of: element), label: element.attribute("label"),
      variable: readVariable(of: element), requirements: readRequirements(of: element),
      encapsulatedLogic: nil, origin: element.origin(in: file))
    for child in dmnChildren(of: element) {
      switch child.name {
      case "description": model.description = child.allText
      case "encapsulatedLogic": model.encapsulatedLogic = readFunctionDefinition(child)
      case "variable", "knowledgeRequirement", "authorityRequirement", "extensionElements": break
      default:
        reportUnknown(
          child, in: element, known: ["variable", "encapsulatedLogic", "knowledgeRequirement"])
      }
    }
    return model
  }

  mutating func readDecisionService(_ element: XMLElement) -> DecisionService {
    var service = DecisionService(
      id: readElementID(of: element), label: element.attribute("label"),
      variable: readVariable(of: element), outputDecisions: [], origin: element.origin(in: file))
    for child in dmnChildren(of: element) {
      switch child.name {
      case "description": service.description = child.allText
      case "outputDecision": service.outputDecisions.append(readReference(child))
      case "encapsulatedDecision": service.encapsulatedDecisions.append(readReference(child))
      case "inputDecision": service.inputDecisions.append(readReference(child))
      case "inputData": service.inputData.append(readReference(child))
      case "variable", "extensionElements": break
      default:
        reportUnknown(
          child, in: element,
          known: ["outputDecision", "encapsulatedDecision", "inputDecision", "inputData"])
      }
    }
    if service.outputDecisions.isEmpty { reportMissing("outputDecision", in: element) }
    return service
  }

  /// The variable of an element, which bears the element's name.
  private mutating func readVariable(of element: XMLElement) -> InformationItem {
    let name = required("name", of: element)
    guard let variable = dmnChild("variable", of: element) else {
      return InformationItem(name, at: element.origin(in: file))
    }
    // DMN 1.5, 7.3.4: the two names must be the same; where they are not, the element's counts.
    if let other = variable.attribute("name"), other != name {
      report(
        .variableName, .warning, at: variable.origin(ofAttribute: "name", in: file),
        found: "variable \"\(other)\" in <\(element.name) name=\"\(name)\">",
        expected: "the same name twice", mend: "call the variable \"\(name)\"")
    }
    return InformationItem(
      name, typeRef: readTypeReference("typeRef", of: variable), at: variable.origin(in: file))
  }

  private mutating func readRequirements(of element: XMLElement) -> [Requirement] {
    var requirements = [Requirement]()
    for child in dmnChildren(of: element) {
      switch child.name {
      case "informationRequirement":
        if let decision = dmnChild("requiredDecision", of: child) {
          requirements.append(.decision(readReference(decision)))
        } else if let input = dmnChild("requiredInput", of: child) {
          requirements.append(.input(readReference(input)))
        } else {
          reportMissing("requiredDecision or requiredInput", in: child)
        }
      case "knowledgeRequirement":
        if let knowledge = dmnChild("requiredKnowledge", of: child) {
          requirements.append(.knowledge(readReference(knowledge)))
        } else {
          reportMissing("requiredKnowledge", in: child)
        }
      default: break
      }
    }
    return requirements
  }
}
